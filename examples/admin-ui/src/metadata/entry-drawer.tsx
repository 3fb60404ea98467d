import { Drawer } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import type { DefinitionFragment, EntryFragment } from "../graph/generated/operations";
import { EditEntry } from "./edit/edit-entry";
import { EditPanel } from "./edit/edit-panel";
import { LeaveDialog } from "./edit/leave-dialog";
import { useLeaveGuard } from "./edit/use-leave-guard";
import { MissingEntry } from "./missing-entry";
import { ShowEntry } from "./show-entry";
import { type Panel, usePanel } from "./use-panel";

export interface EntryDrawerProps {
  readonly userId: string;
  readonly entries: readonly EntryFragment[] | undefined;
  readonly definitions: readonly DefinitionFragment[];
  readonly isLoading: boolean;
}

/** Panel that displays or edits an entry. The table stays visible beside it. */
export function EntryDrawer({ userId, entries, definitions, isLoading }: EntryDrawerProps): ReactNode {
  const { panel: requested, close } = usePanel();
  const hasChanges = useRef(false);
  const blocker = useLeaveGuard(hasChanges);
  const entry = "key" in requested ? entries?.find(({ key }) => key === requested.key) : undefined;
  const panel: Panel = entry?.mayWrite === false ? { kind: "show", key: entry.key } : requested;
  const editing = {
    userId,
    definitions,
    onChanges: (changed: boolean) => {
      hasChanges.current = changed;
    },
    onCancel: close,
    onDone: () => {
      hasChanges.current = false;
      close();
    },
  };
  return (
    <Drawer
      opened={panel.kind !== "none"}
      onClose={close}
      closeOnEscape={blocker.state !== "blocked"}
      position="right"
      size={560}
      title={titleOf(panel)}
      closeButtonProps={{ "aria-label": "Close" }}
      padding="lg"
      overlayProps={{ backgroundOpacity: 0.4 }}
      // Scroll locking adds inline styles, which the Content-Security-Policy blocks.
      lockScroll={false}
      transitionProps={{ duration: 150, exitDuration: 0 }}
    >
      {panel.kind === "add" && (
        <EditEntry
          {...editing}
          entry={undefined}
          current={undefined}
          suggestions={suggestionsOf(definitions, entries)}
        />
      )}
      {panel.kind === "edit" && (
        <EditPanel key={panel.key} {...editing} panelKey={panel.key} entry={entry} isLoading={isLoading} />
      )}
      {panel.kind === "show" &&
        (entry === undefined ? (
          <MissingEntry panelKey={panel.key} isLoading={isLoading} />
        ) : (
          <ShowEntry entry={entry} />
        ))}
      <LeaveDialog blocker={blocker} />
    </Drawer>
  );
}

/** The typed keys that the user does not have yet. */
function suggestionsOf(
  definitions: readonly DefinitionFragment[],
  entries: readonly EntryFragment[] = [],
): readonly string[] {
  const present = new Set(entries.map(({ key }) => key));
  return definitions.map(({ key }) => key).filter((key) => !present.has(key));
}

function titleOf(panel: Panel): string {
  switch (panel.kind) {
    case "none":
      return "";
    case "add":
      return "Add a key";
    case "show":
      return panel.key;
    case "edit":
      return `Edit ${panel.key}`;
  }
}
