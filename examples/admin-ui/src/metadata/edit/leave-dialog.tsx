import { Button, Group, Modal, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Blocker } from "react-router";

export function LeaveDialog({ blocker }: { readonly blocker: Blocker }): ReactNode {
  return (
    <Modal
      opened={blocker.state === "blocked"}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
      closeButtonProps={{ "aria-label": "Close" }}
      lockScroll={false}
      centered
      zIndex={300}
      transitionProps={{ duration: 0 }}
    >
      <Text size="sm" mb="lg">
        Your changes have not been saved and will be lost.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={() => blocker.reset?.()}>
          Keep editing
        </Button>
        <Button color="red" onClick={() => blocker.proceed?.()}>
          Leave
        </Button>
      </Group>
    </Modal>
  );
}
