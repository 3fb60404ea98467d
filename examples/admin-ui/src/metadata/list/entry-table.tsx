import { Checkbox, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import table from "../../app/table.module.css";
import type { EntryFragment } from "../../graph/generated/operations";
import classes from "./entry-table.module.css";
import { EntryRow } from "./entry-row";

export interface EntryTableProps {
  readonly entries: readonly EntryFragment[] | undefined;
  readonly isFiltered: boolean;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (keys: ReadonlySet<string>) => void;
  readonly onDelete: (entry: EntryFragment) => void;
}

export function EntryTable(props: EntryTableProps): ReactNode {
  const { entries, isFiltered, selected, onSelect, onDelete } = props;
  if (entries?.length === 0) {
    return (
      <div className={`${table.frame} ${table.empty}`}>
        <Text fw={500}>{isFiltered ? "No matching keys" : "No metadata"}</Text>
        <Text size="sm" c="dimmed">
          {isFiltered
            ? "Try a different filter."
            : "This user has no metadata that you can view. Add a key to get started."}
        </Text>
      </div>
    );
  }
  const chosen = entries?.filter(({ key }) => selected.has(key)).length ?? 0;
  const writable = entries?.filter(({ mayWrite }) => mayWrite) ?? [];
  const isAll = chosen > 0 && chosen === writable.length;
  return (
    <div className={table.frame}>
      <table
        className={`${table.table} ${classes.entries}`}
        role="table"
        aria-label="Metadata"
        aria-busy={entries === undefined}
      >
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">
              <Checkbox
                aria-label="Select all keys"
                checked={isAll}
                disabled={writable.length === 0}
                indeterminate={chosen > 0 && !isAll}
                onChange={() => {
                  onSelect(new Set(isAll ? [] : writable.map(({ key }) => key)));
                }}
              />
            </th>
            <th role="columnheader">Key</th>
            <th role="columnheader">Value</th>
            <th role="columnheader">Size</th>
            <th role="columnheader">Updated</th>
            <th role="columnheader">
              <span className="visuallyHidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {entries?.map((entry) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              isSelected={selected.has(entry.key)}
              onSelect={(isSelected) => {
                const others = [...selected].filter((key) => key !== entry.key);
                onSelect(new Set(isSelected ? [...others, entry.key] : others));
              }}
              onDelete={onDelete}
            />
          )) ?? [1, 2, 3].map((row) => <EmptyRow key={row} />)}
        </tbody>
      </table>
    </div>
  );
}

function EmptyRow(): ReactNode {
  return (
    <tr role="row">
      {[16, 100, 200, 60, 120, 40].map((width) => (
        <td role="cell" key={width}>
          <Skeleton height={12} width={width} maw="100%" />
        </td>
      ))}
    </tr>
  );
}
