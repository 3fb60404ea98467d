import { TagsInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { KeysOfUsersQueryVariables } from "../graph/generated/operations";
import { maxColumns } from "./use-columns";
import { useKnownKeys } from "./use-known-keys";
import classes from "./users-page.module.css";

export interface ChooseColumnsProps {
  readonly columns: readonly string[];
  /** The users whose keys are suggested. */
  readonly page: KeysOfUsersQueryVariables;
  readonly onChange: (columns: readonly string[]) => void;
}

/** Selects the metadata keys that the list shows as columns. */
export function ChooseColumns({ columns, page, onChange }: ChooseColumnsProps): ReactNode {
  const { keys, loadKeys } = useKnownKeys(page);
  return (
    <TagsInput
      label="Metadata columns"
      placeholder={columns.length === 0 ? "Select keys" : ""}
      maxTags={maxColumns}
      value={[...columns]}
      data={[...keys]}
      classNames={{ inputField: classes.field }}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      onFocus={loadKeys}
      onChange={onChange}
    />
  );
}
