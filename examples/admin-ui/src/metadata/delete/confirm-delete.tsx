import { useApolloClient } from "@apollo/client/react";
import { Button, Group, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { showNotification } from "../../app/show-notification";
import { useIsMounted } from "../../app/use-is-mounted";
import type { EntryFragment } from "../../graph/generated/operations";
import { deleteEntries, type DeleteOutcome } from "./delete-entries";
import { DeleteNotice } from "./delete-notice";
import { KeysToDelete } from "./keys-to-delete";

export interface ConfirmDeleteProps {
  readonly userId: string;
  readonly entries: readonly EntryFragment[];
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function ConfirmDelete({ userId, entries, onClose, onDeleted }: ConfirmDeleteProps): ReactNode {
  const client = useApolloClient();
  const isMounted = useIsMounted();
  const [displayed, setDisplayed] = useState(entries);
  const [outcome, setOutcome] = useState<DeleteOutcome>();
  const [isDeleting, setDeleting] = useState(false);
  const confirm = async (): Promise<void> => {
    setDeleting(true);
    const result = await deleteEntries(client, { userId, displayed });
    setDeleting(false);
    setOutcome(result);
    // The next confirmation applies to the current values.
    if ("latest" in result) setDisplayed(result.latest);
    if (result.kind !== "deleted") return;
    const [first] = entries;
    const keys = entries.length === 1 && first !== undefined ? first.key : `${entries.length} keys`;
    showNotification(`Deleted ${keys}.`);
    if (isMounted.current) onDeleted();
  };
  // A retry would be rejected for the same reason.
  const isRejected = outcome?.kind === "rejected";
  return (
    <Stack>
      <DeleteNotice outcome={outcome} />
      <KeysToDelete entries={displayed} outcome={outcome} />
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onClose}>
          {isRejected ? "Close" : "Cancel"}
        </Button>
        {!isRejected && (
          <Button color="red" loading={isDeleting} onClick={() => void confirm()}>
            {outcome === undefined ? "Delete" : outcome.kind === "changed" ? "Delete anyway" : "Try again"}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
