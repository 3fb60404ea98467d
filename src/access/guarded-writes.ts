import { Failure } from "../lib/failure.js";
import type { Access, AccessedUser, Rights } from "./access.js";
import type { CallContext } from "../metadata/caller.js";
import type { ParsedEntry, InputProblem } from "../metadata/input.js";
import { asServiceUser } from "./service-user-failure.js";
import type { LoadUsers } from "./load-users.js";
import type { MetadataSource, WriteOptions } from "../metadata/source.js";

/** The result of a write that did not fail. `rejected`: nothing was sent. */
export type GuardedWriteResult<T> =
  | { readonly kind: "success"; readonly visible: readonly T[] }
  | { readonly kind: "userNotFound" }
  | { readonly kind: "rejected"; readonly problems: readonly InputProblem[] };

/** Called before a write is sent, with the credential that it uses. */
export type OnSend = (as: "caller" | "service") => void;

/** Writes restricted to what the access rules and ZITADEL allow the caller: all keys or none. */
export interface GuardedWrites {
  /** `visible` holds the written entries that the caller may also read. */
  set(
    userId: string,
    entries: readonly ParsedEntry[],
    context: CallContext,
    onSend: OnSend,
  ): Promise<GuardedWriteResult<ParsedEntry>>;
  /** `visible` holds the deleted keys that existed and that the caller may also read. */
  remove(
    userId: string,
    keys: readonly string[],
    context: CallContext,
    onSend: OnSend,
  ): Promise<GuardedWriteResult<string>>;
}

/** A caller's write to some keys of a user. */
interface Authorization {
  readonly rights: Rights;
  /** Whether the caller may read a key with the credential of the write. */
  readonly isVisible: (key: string) => boolean;
  /** Writes with the options for that credential. */
  readonly send: <T>(write: (options: WriteOptions) => Promise<T>) => Promise<T>;
}

export function createGuardedWrites(
  source: MetadataSource,
  access: Access,
  loadUsers: LoadUsers,
): GuardedWrites {
  async function authorize(
    userId: string,
    keys: readonly string[],
    { caller, ...options }: CallContext,
    onSend: OnSend,
  ): Promise<Authorization> {
    if (caller.hasOnlyIdToken) {
      throw new Failure("FORBIDDEN", "An ID token does not allow writes. Send an access token.");
    }
    const user = requireUser(
      (await loadUsers(["read", "write"], [userId], { caller, ...options })).get(userId),
    );
    const rights = access.rightsTo("write", caller, user);
    const readRights = access.rightsTo("read", caller, user);
    const as = keys.every((key) => rights.allows(key, "service")) ? "service" : "caller";
    const isVisible = (key: string): boolean => readRights.allows(key, as);
    return {
      rights,
      isVisible,
      send(write) {
        onSend(as);
        const mustNotReveal = !keys.every(isVisible);
        return as === "caller"
          ? explainMixedKeys(keys, rights, write({ ...options, credential: caller, mustNotReveal }))
          : asServiceUser(write({ ...options, credential: as, mustNotReveal }));
      },
    };
  }

  return {
    async set(userId, entries, context, onSend) {
      const keys = entries.map(({ key }) => key);
      const { rights, isVisible, send } = await authorize(userId, keys, context, onSend);
      const problems = entries.flatMap((entry, index) => findProblems(entry, index, rights, access));
      if (problems.length > 0) return { kind: "rejected", problems };
      const userExists = await send((options) => source.set(userId, entries, options));
      return userExists
        ? { kind: "success", visible: entries.filter(({ key }) => isVisible(key)) }
        : { kind: "userNotFound" };
    },

    async remove(userId, keys, context, onSend) {
      const { rights, isVisible, send } = await authorize(userId, keys, context, onSend);
      const problems = keys.flatMap((key, index) =>
        rights.allows(key, "caller") ? [] : [notWritable(key, ["keys", String(index)])],
      );
      if (problems.length > 0) return { kind: "rejected", problems };
      const removed = await send((options) => source.remove(userId, [...new Set(keys)], options));
      return removed === undefined
        ? { kind: "userNotFound" }
        : { kind: "success", visible: removed.filter(isVisible) };
    },
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

function requireUser(user: AccessedUser | Failure | undefined): AccessedUser {
  if (user instanceof Failure) throw user;
  if (user === undefined) throw new TypeError("no result for the requested user");
  return user;
}

function findProblems(
  { key, bytes, field }: ParsedEntry,
  index: number,
  rights: Rights,
  access: Access,
): readonly InputProblem[] {
  const path = ["entries", String(index)];
  if (!rights.allows(key, "caller")) return [notWritable(key, [...path, "key"])];
  const limit = access.ruleFor(key)?.maxValueBytes;
  if (limit === undefined || bytes.length <= limit) return [];
  const message = `The value is larger than the ${limit} bytes that the rules allow for this key.`;
  return [{ code: "VALUE_TOO_LARGE", message, field: [...path, field], key }];
}

function notWritable(key: string, field: readonly string[]): InputProblem {
  return {
    code: "KEY_NOT_WRITABLE",
    message: "The access rules do not allow you to write this key of this user.",
    field,
    key,
  };
}
