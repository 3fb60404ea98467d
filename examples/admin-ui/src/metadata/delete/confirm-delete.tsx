import { useApolloClient } from "@apollo/client/react";
import { Button, Group, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useState } from "react";
import { useIsHere } from "../../app/use-is-here";
import type { EntryFragment } from "../../graph/generated/operations";
import { deleteEntries, type DeleteOutcome } from "./delete-entries";
import { DeleteNotice } from "./delete-notice";
import { DoomedKeys } from "./doomed-keys";

export interface ConfirmDeleteProps {
  readonly userId: string;
  readonly entries: readonly EntryFragment[];
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function ConfirmDelete({ userId, entries, onClose, onDeleted }: ConfirmDeleteProps): ReactNode {
  const client = useApolloClient();
  const isHere = useIsHere();
  const [shown, setShown] = useState(entries);
  const [outcome, setOutcome] = useState<DeleteOutcome>();
  const [isDeleting, setDeleting] = useState(false);
  const confirm = async (): Promise<void> => {
    setDeleting(true);
    const result = await deleteEntries(client, { userId, shown });
    setDeleting(false);
    setOutcome(result);
    // What is confirmed next is what is there now.
    if ("latest" in result) setShown(result.latest);
    if (result.kind !== "deleted") return;
    const [first] = entries;
    const what =
      entries.length === 1 && first !== undefined ? `${first.key} is` : `${entries.length} keys are`;
    notifications.show({ message: `${what} deleted.`, color: "teal" });
    if (isHere.current) onDeleted();
  };
  // Asking again would be answered again the same way.
  const isRefused = outcome?.kind === "rejected";
  return (
    <Stack>
      <DeleteNotice outcome={outcome} />
      <DoomedKeys entries={shown} outcome={outcome} />
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onClose}>
          {isRefused ? "Close" : "Cancel"}
        </Button>
        {!isRefused && (
          <Button color="red" loading={isDeleting} onClick={() => void confirm()}>
            {outcome === undefined
              ? "Delete"
              : outcome.kind === "changed"
                ? "Delete all the same"
                : "Try again"}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
