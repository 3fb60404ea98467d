import { type ReactNode, useState } from "react";
import type { EntryFragment } from "../../graph/generated/operations";
import { MissingEntry, type MissingEntryProps } from "../missing-entry";
import { EditEntry, type EditEntryProps } from "./edit-entry";

type EditPanelProps = Omit<EditEntryProps, "current"> & MissingEntryProps;

/** Edits the entry as it was when the panel opened. The form only reports later changes. */
export function EditPanel({ entry, panelKey, isLoading, ...props }: EditPanelProps): ReactNode {
  const [first, setFirst] = useState<EntryFragment | undefined>(entry);
  if (first === undefined && entry !== undefined) setFirst(entry);
  return first === undefined ? (
    <MissingEntry panelKey={panelKey} isLoading={isLoading} />
  ) : (
    <EditEntry {...props} entry={first} current={entry ?? (isLoading ? first : undefined)} />
  );
}
