import { notifications } from "@mantine/notifications";

/** Shows a message about a completed change. */
export function showNotification(message: string): void {
  notifications.show({ message, color: "teal", closeButtonProps: { "aria-label": "Close notification" } });
}
