import type { Instance, User, UserState } from "./instance.js";
import { nextEvent } from "./next-event.js";

/** Whoever does not stay active is logged out everywhere; becoming active again brings no token back. */
export function changeState(
  { clock, events }: Instance,
  user: User,
  state: UserState,
  editorId: string,
): void {
  // Nobody comes back from there.
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
