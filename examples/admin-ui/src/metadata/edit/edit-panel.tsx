import { type ReactNode, useState } from "react";
import type { EntryFragment } from "../../graph/generated/operations";
import { MissingEntry, type MissingEntryProps } from "../missing-entry";
import { EditEntry, type EditEntryProps } from "./edit-entry";

/** Editing goes on from the entry that was there first, whatever becomes of it in the table meanwhile. */
export function EditPanel({
  entry,
  panelKey,
  isLoading,
  ...props
}: EditEntryProps & MissingEntryProps): ReactNode {
  const [first, setFirst] = useState<EntryFragment | undefined>(entry);
  if (first === undefined && entry !== undefined) setFirst(entry);
  return first === undefined ? (
    <MissingEntry panelKey={panelKey} isLoading={isLoading} />
  ) : (
    <EditEntry {...props} entry={first} />
  );
}
