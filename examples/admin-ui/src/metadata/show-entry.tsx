import { Button, Group, Stack } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { formatBytes } from "../format/bytes";
import { RelativeTime } from "../format/relative-time";
import type { EntryFragment } from "../graph/generated/operations";
import { PanelLink } from "./panel-link";
import classes from "./show-entry.module.css";
import { Download } from "./value/download";
import { ValueView } from "./value/value-view";

/** Displays a whole entry. */
export function ShowEntry({ entry }: { readonly entry: EntryFragment }): ReactNode {
  return (
    <Stack gap="lg">
      <ValueView entry={entry} />
      <dl className={classes.facts}>
        <dt>Size</dt>
        <dd>{formatBytes(entry.sizeInBytes)}</dd>
        <dt>Created</dt>
        <dd>
          <RelativeTime at={entry.createdAt} />
        </dd>
        <dt>Updated</dt>
        <dd>
          <RelativeTime at={entry.updatedAt} />
        </dd>
      </dl>
      <Group>
        {entry.mayWrite && (
          <Button
            renderRoot={(props: object) => <PanelLink {...props} panel={{ kind: "edit", key: entry.key }} />}
            leftSection={<IconPencil size={16} aria-hidden />}
          >
            Edit
          </Button>
        )}
        <Download entry={entry} />
      </Group>
    </Stack>
  );
}
