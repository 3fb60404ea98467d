import { systemUserId } from "../events/event.js";
import type { Instance, Organization } from "./instance.js";

/**
 * Removes an organization and its users. ZITADEL records one event for the organization and none for its
 * users.
 */
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
      // The first change was its creation.
      sequence: 2,
      created,
      editorId: systemUserId,
    },
  ]);
}
