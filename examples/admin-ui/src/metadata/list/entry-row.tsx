import { ActionIcon, Anchor, Checkbox } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { formatBytes } from "../../format/bytes";
import { RelativeTime } from "../../format/relative-time";
import type { EntryFragment } from "../../graph/generated/operations";
import { PanelLink } from "../panel-link";
import { ShortValue } from "../value/short-value";
import table from "../../app/table.module.css";
import classes from "./entry-table.module.css";

export interface EntryRowProps {
  readonly entry: EntryFragment;
  readonly isSelected: boolean;
  readonly onSelect: (isSelected: boolean) => void;
  readonly onDelete: (entry: EntryFragment) => void;
}

export function EntryRow({ entry, isSelected, onSelect, onDelete }: EntryRowProps): ReactNode {
  const { key, value, valueBase64, sizeInBytes, updatedAt, mayWrite } = entry;
  return (
    <tr role="row" data-key={key}>
      <td role="cell" className={table.control}>
        <Checkbox
          aria-label={`Select ${key}`}
          checked={isSelected}
          disabled={!mayWrite}
          onChange={({ currentTarget: { checked } }) => {
            onSelect(checked);
          }}
        />
      </td>
      <td role="cell" className={classes.key}>
        <Anchor
          renderRoot={(props: object) => <PanelLink {...props} panel={{ kind: "show", key }} />}
          className={table.rowLink}
          size="sm"
          fw={500}
        >
          {key}
        </Anchor>
      </td>
      <td role="cell" className={classes.value}>
        <ShortValue value={value} valueBase64={valueBase64} maxCharacters={90} />
      </td>
      <td role="cell" data-label="Size" className={classes.nowrap}>
        {formatBytes(sizeInBytes)}
      </td>
      <td role="cell" data-label="Updated" className={classes.nowrap}>
        <RelativeTime at={updatedAt} />
      </td>
      <td role="cell" className={`${table.control} ${classes.actions}`}>
        {mayWrite && (
          <>
            <ActionIcon
              renderRoot={(props: object) => <PanelLink {...props} panel={{ kind: "edit", key }} />}
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Edit ${key}`}
            >
              <IconPencil size={18} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              aria-label={`Delete ${key}`}
              onClick={() => {
                onDelete(entry);
              }}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </>
        )}
      </td>
    </tr>
  );
}
