import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import type { EntryFragment } from "../../graph/generated/operations";
import { ConfirmDelete } from "./confirm-delete";

export interface DeleteDialogProps {
  readonly userId: string;
  /** The entries to delete. The dialog is closed when undefined. */
  readonly entries: readonly EntryFragment[] | undefined;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteDialog({ userId, entries, onClose, onDeleted }: DeleteDialogProps): ReactNode {
  return (
    <Modal
      opened={entries !== undefined}
      onClose={onClose}
      title={entries?.length === 1 ? "Delete this key?" : `Delete ${entries?.length ?? 0} keys?`}
      centered
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {entries !== undefined && (
        <ConfirmDelete userId={userId} entries={entries} onClose={onClose} onDeleted={onDeleted} />
      )}
    </Modal>
  );
}
