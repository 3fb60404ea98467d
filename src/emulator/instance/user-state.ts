import type { Clock } from "../clock.js";
import type { User, UserState } from "./instance.js";

/** Whoever does not stay active is logged out everywhere; becoming active again brings no token back. */
export function changeState(clock: Clock, user: User, state: UserState): void {
  user.state = state;
  user.sequence += 1;
  user.changed = clock.stamp();
  if (state !== "active") user.loggedOut = user.changed;
  if (state === "removed") user.metadata = new Map();
}
