import { useApolloClient } from "@apollo/client/react";
import { useEffect } from "react";
import { showNotification } from "../../app/show-notification";
import { followChanges } from "./follow-changes";
import { applyChange } from "./apply-change";

/** Updates the page when the user's metadata changes, and reports the keys that other users have changed. */
export function useLiveUpdates(userId: string): void {
  const client = useApolloClient();
  useEffect(() => {
    const subscription = followChanges(client, userId).subscribe((entries) => {
      const keys = applyChange(client.cache, userId, entries);
      if (keys.length > 0) showNotification(`Another user has changed ${keys.join(", ")}.`);
    });
    return () => {
      subscription.unsubscribe();
    };
  }, [client, userId]);
}
