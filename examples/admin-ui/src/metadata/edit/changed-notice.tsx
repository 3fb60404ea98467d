import { Alert, Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Conflict } from "../save/conflict";

export interface ChangedNoticeProps {
  readonly conflict: Conflict;
  readonly onCompare: () => void;
}

/** Reports that another user changed the entry while it is being edited. The draft is kept. */
export function ChangedNotice({ conflict, onCompare }: ChangedNoticeProps): ReactNode {
  const change = conflict.kind === "deleted" ? "deleted" : "changed";
  return (
    <Alert role="status" color="orange" title={`Another user has ${change} this entry`}>
      <Group justify="space-between">
        <Text size="sm">Your input is kept.</Text>
        <Button size="xs" variant="default" onClick={onCompare}>
          Compare
        </Button>
      </Group>
    </Alert>
  );
}
