import { systemUserId } from "../events/event.js";
import { idOf } from "../ids.js";
import type { Instance, User } from "./instance.js";
import { setMetadata } from "./metadata.js";

export type NewUser = Pick<User, "name" | "userName" | "organization" | "profile"> &
  Partial<Pick<User, "memberships" | "grants">> & { metadata?: Record<string, string | Uint8Array> };

export function addUser(
  instance: Instance,
  { metadata = {}, ...fields }: NewUser,
  editorId: string = systemUserId,
  id: string = idOf("user", fields.name),
): User {
  if (instance.users.has(id)) throw new Error(`User "${fields.name}" already exists`);
  const now = instance.clock.stamp();
  const user: User = {
    memberships: [],
    grants: [],
    ...fields,
    id,
    state: "active",
    // ZITADEL counts two changes for a new person: the creation and the verification of the e-mail address.
    sequence: fields.profile.kind === "person" ? 2 : 1,
    created: now,
    changed: now,
    loggedOut: 0,
    metadata: new Map(),
    formerMetadata: new Map(),
  };
  instance.users.set(id, user);
  if (user.profile.kind === "service")
    instance.usersByPersonalAccessToken.set(user.profile.personalAccessToken, user);
  const entries = Object.entries(metadata).map(([key, value]) => ({ key, value: Buffer.from(value) }));
  setMetadata(instance, user, entries, editorId);
  return user;
}
