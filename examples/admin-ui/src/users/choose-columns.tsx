import { useLazyQuery } from "@apollo/client/react";
import { TagsInput } from "@mantine/core";
import type { ReactNode } from "react";
import { KeysOfUsersDocument, type KeysOfUsersQueryVariables } from "../graph/generated/operations";
import classes from "./users-page.module.css";

/** More would not fit beside the names. */
const maxColumns = 4;

export interface ChooseColumnsProps {
  readonly columns: readonly string[];
  /** The users whose keys are suggested. */
  readonly page: KeysOfUsersQueryVariables;
  readonly onChange: (columns: readonly string[]) => void;
}

/** Selects the metadata keys that the list shows as columns. */
export function ChooseColumns({ columns, page, onChange }: ChooseColumnsProps): ReactNode {
  const [loadKeys, { data }] = useLazyQuery(KeysOfUsersDocument, { errorPolicy: "all" });
  const keys = data?.users?.items.flatMap(({ metadata }) => metadata?.map(({ key }) => key) ?? []) ?? [];
  return (
    <TagsInput
      label="Metadata columns"
      placeholder={columns.length === 0 ? "Select keys" : ""}
      maxTags={maxColumns}
      value={[...columns]}
      data={[...new Set(keys)].toSorted()}
      classNames={{ inputField: classes.field }}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      onFocus={() => void loadKeys({ variables: page })}
      onChange={onChange}
    />
  );
}
