import { CopyButton, Button, Group, SegmentedControl, Stack } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { EntryFragment } from "../../graph/generated/operations";
import { type View, viewsOf } from "./views";
import classes from "./value.module.css";

/** The whole value, with a choice of views (JSON, text, base64). */
export function ValueView({ entry }: { readonly entry: EntryFragment }): ReactNode {
  const views = viewsOf(entry);
  const [selected, setSelected] = useState<View["name"]>();
  const view = views.find(({ name }) => name === selected) ?? views[0];
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label="Show the value as"
          value={view.name}
          data={views.map(({ name }) => name)}
          onChange={setSelected}
        />
        <CopyButton value={view.text}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="subtle"
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={copy}
            >
              <span role="status">{copied ? "Copied" : "Copy"}</span>
            </Button>
          )}
        </CopyButton>
      </Group>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable, so keyboard users need to focus it */}
      <pre className={classes.whole} tabIndex={0} aria-label={`Value as ${view.name}`}>
        {view.text}
      </pre>
    </Stack>
  );
}
