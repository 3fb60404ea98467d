import type { Caller } from "../metadata/caller.js";
import { maxValueBytes } from "../metadata/input.js";
import type { Access, AccessedUser } from "./access.js";

/** What the rules let a caller do with the keys of one user. ZITADEL may still reject the calls. */
export interface KeyRights {
  readonly mayRead: (key: string) => boolean;
  readonly mayWrite: (key: string) => boolean;
  readonly maxBytes: (key: string) => number;
}

export function toKeyRights(access: Access, caller: Caller, user: AccessedUser): KeyRights {
  const read = access.rightsTo("read", caller, user);
  const write = access.rightsTo("write", caller, user);
  return {
    mayRead: (key) => read.allows(key, "caller"),
    mayWrite: (key) => write.allows(key, "caller"),
    maxBytes: (key) => access.ruleFor(key)?.maxValueBytes ?? maxValueBytes,
  };
}
