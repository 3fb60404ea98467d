import { Failure } from "../lib/failure.js";
import type { CallContext } from "../metadata/caller.js";
import type { InputProblem, ParsedEntry } from "../metadata/input.js";
import type { WriteOptions } from "../metadata/source.js";
import type { ValueRules } from "../metadata/value-rules.js";
import type { Access, AccessedUser } from "./access.js";
import type { Rights } from "./rights.js";
import type { LoadUsers } from "./load-users.js";
import { asServiceUser } from "./service-user-failure.js";

/** Called before a write is sent, with the credential that it uses. */
export type OnSend = (as: "caller" | "service") => void;

/** A caller's write to some keys of a user. */
export interface Authorization {
  readonly rights: Rights;
  /** Whether the caller may read a key with the credential of the write. */
  readonly isVisible: (key: string) => boolean;
  /** Writes with the options for that credential. */
  readonly send: <T>(write: (options: WriteOptions) => Promise<T>) => Promise<T>;
}

export type AuthorizeWrite = (
  userId: string,
  keys: readonly string[],
  context: CallContext,
  onSend: OnSend,
) => Promise<Authorization>;

/** Decides with which credential a caller writes keys of a user. Does not check the rights to each key. */
export function createAuthorizeWrite(access: Access, loadUsers: LoadUsers): AuthorizeWrite {
  return async (userId, keys, { caller, ...options }, onSend) => {
    if (caller.hasOnlyIdToken) {
      throw new Failure("FORBIDDEN", "An ID token does not allow writes. Send an access token.");
    }
    const user = requireUser(await loadUsers(["read", "write"], [userId], { caller, ...options }));
    const rights = access.rightsTo("write", caller, user);
    const readRights = access.rightsTo("read", caller, user);
    const as = keys.every((key) => rights.allows(key, "service")) ? "service" : "caller";
    const isVisible = (key: string): boolean => readRights.allows(key, as);
    return {
      rights,
      isVisible,
      send(write) {
        onSend(as);
        const common = { ...options, callerId: caller.id, mustNotReveal: !keys.every(isVisible) };
        return as === "caller"
          ? explainMixedKeys(keys, rights, write({ ...common, credential: caller }))
          : asServiceUser(write({ ...common, credential: as }));
      },
    };
  };
}

/** One write has one credential. The caller could write the keys of "as": "service" rules in another mutation. */
async function explainMixedKeys<T>(keys: readonly string[], rights: Rights, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const isForbidden = error instanceof Failure && error.code === "FORBIDDEN";
    const serviceKeys = keys.filter((key) => rights.allows(key, "service"));
    if (!isForbidden || serviceKeys.length === 0) throw error;
    const otherKeys = keys.filter((key) => !serviceKeys.includes(key));
    throw new Failure(
      "FORBIDDEN",
      `ZITADEL does not let this caller write the keys ${list(otherKeys)} of this user. The rules would allow the keys ${list(serviceKeys)} through the service user: set or delete them in a mutation of their own.`,
      error.details,
      { cause: error },
    );
  }
}

function list(keys: readonly string[]): string {
  return keys.map((key) => JSON.stringify(key)).join(", ");
}

function requireUser(users: readonly AccessedUser[] | Failure): AccessedUser {
  if (users instanceof Failure) throw users;
  const [user] = users;
  if (user === undefined) throw new TypeError("no result for the requested user");
  return user;
}

export function notWritable(key: string, field: readonly string[]): InputProblem {
  return {
    code: "KEY_NOT_WRITABLE",
    message: "The access rules do not allow you to write this key of this user.",
    field,
    key,
  };
}

/** The rules for the values of keys. */
export interface ValueLimits {
  readonly access: Access;
  readonly valueRules: ValueRules;
}

/** The problem of a new value: its size by the access rules, or what the rules for values find. */
export function valueProblems(
  { access, valueRules }: ValueLimits,
  { key, bytes, field }: ParsedEntry,
  path: readonly string[],
): readonly InputProblem[] {
  const limit = access.ruleFor(key)?.maxValueBytes;
  if (limit !== undefined && bytes.length > limit) {
    const message = `The value is larger than the ${limit} bytes that the rules allow for this key.`;
    return [{ code: "VALUE_TOO_LARGE", message, field: [...path, field], key }];
  }
  const problem = valueRules.findProblem(key, bytes);
  if (problem === undefined) return [];
  const { code, message, path: valuePath } = problem;
  const place = code === "KEY_NOT_DEFINED" ? ["key"] : [field, ...valuePath];
  return [{ code, message, field: [...path, ...place], key }];
}
