import { Failure } from "../lib/failure.js";
import type { Caller } from "../metadata/caller.js";
import { maxValueBytes } from "../metadata/input.js";
import type { Access, AccessedUser } from "./access.js";

/** What the rules let a caller do with the keys of one user. ZITADEL may still reject the calls. */
export interface KeyRights {
  readonly mayRead: (key: string) => boolean;
  readonly mayWrite: (key: string) => boolean;
  readonly maxBytes: (key: string) => number;
}

export function toKeyRights(
  access: Access,
  caller: Caller,
  user: AccessedUser | Failure | undefined,
): KeyRights | Failure {
  if (user instanceof Failure) return user;
  if (user === undefined) throw new TypeError("no result for the requested user");
  const read = access.rightsTo("read", caller, user);
  const write = access.rightsTo("write", caller, user);
  return {
    mayRead: (key) => read.allows(key, "caller"),
    mayWrite: (key) => write.allows(key, "caller"),
    maxBytes: (key) => access.ruleFor(key)?.maxValueBytes ?? maxValueBytes,
  };
}
