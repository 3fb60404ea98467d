import { systemUserId } from "../events/event.js";
import type { Instance, Organization } from "./instance.js";

/** Its users go with it, and no event tells of them. */
export function removeOrganization(
  { clock, events, organizations, users }: Instance,
  { id, name }: Organization,
): void {
  const created = clock.stamp();
  for (const user of users.values()) {
    if (user.organization.id !== id || user.state === "removed") continue;
    user.state = "removed";
    user.loggedOut = user.changed = created;
    user.metadata = new Map();
  }
  organizations.delete(name);
  events.record([
    {
      type: "org.removed",
      aggregateType: "org",
      aggregateId: id,
      resourceOwner: id,
      // Being added was the first change.
      sequence: 2,
      created,
      editorId: systemUserId,
    },
  ]);
}
