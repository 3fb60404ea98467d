import type { Instance, User, UserState } from "./instance.js";
import { nextEvent } from "./next-event.js";

/**
 * Changes a user's state. Leaving the active state invalidates all tokens for good, even after reactivation.
 */
export function changeState(
  { clock, events }: Instance,
  user: User,
  state: UserState,
  editorId: string,
): void {
  // Removal is final.
  if (user.state === "removed") return;
  user.state = state;
  user.changed = clock.stamp();
  if (state !== "active") user.loggedOut = user.changed;
  if (state !== "removed") {
    user.sequence += 1;
    return;
  }
  user.metadata = new Map();
  events.record([nextEvent(user, "user.removed", user.changed, editorId)]);
}
