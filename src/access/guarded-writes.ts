import { Failure } from "../lib/failure.js";
import type { Access, AccessedUser, Rights } from "./access.js";
import { type Audit, failed, rejected, type WriteAttempt, type WriteOutcome } from "./audit.js";
import type { CallContext } from "../metadata/call-context.js";
import type { ParsedEntry, InputProblem } from "../metadata/input.js";
import { asServiceUser } from "./service-user-failure.js";
import type { LoadUsers } from "./load-users.js";
import type { CallOptions, MetadataSource } from "../metadata/source.js";

/** The result of a write that did not fail. `rejected`: the access rules reject it, and nothing was sent. */
export type GuardedWriteResult<T> =
  | { readonly kind: "success"; readonly visible: readonly T[] }
  | { readonly kind: "userNotFound" }
  | { readonly kind: "rejected"; readonly problems: readonly InputProblem[] };

/** Writes restricted to what the access rules and ZITADEL allow the caller: all keys or none. */
export interface GuardedWrites {
  /** `visible` holds the written entries that the caller may also read. */
  set(
    userId: string,
    entries: readonly ParsedEntry[],
    context: CallContext,
  ): Promise<GuardedWriteResult<ParsedEntry>>;
  /** `visible` holds the deleted keys that existed and that the caller may also read. */
  remove(userId: string, keys: readonly string[], context: CallContext): Promise<GuardedWriteResult<string>>;
}

export function createGuardedWrites(
  source: MetadataSource,
  access: Access,
  loadUsers: LoadUsers,
  audit: Audit,
): GuardedWrites {
  /**
   * The credential for a write of these keys. `isVisible`: whether the caller may read a key with that
   * credential.
   */
  async function authorize(
    userId: string,
    keys: readonly string[],
    { caller, ...options }: CallContext,
  ): Promise<{ rights: Rights; as: "caller" | "service"; isVisible: (key: string) => boolean }> {
    if (caller.hasOnlyIdToken) {
      throw new Failure("FORBIDDEN", "An ID token does not allow writes. Send an access token.");
    }
    const user = requireUser(
      (await loadUsers(["read", "write"], [userId], { caller, ...options })).get(userId),
    );
    const rights = access.rightsTo("write", caller, user);
    const readRights = access.rightsTo("read", caller, user);
    const as = keys.every((key) => rights.allows(key, "service")) ? "service" : "caller";
    return { rights, as, isVisible: (key) => readRights.allows(key, as) };
  }

  const callOptions = (as: "caller" | "service", { caller, ...rest }: CallContext): CallOptions => ({
    credential: as === "caller" ? caller : as,
    ...rest,
  });

  /**
   * Records the write in the audit log, whatever its outcome. `write` calls `setCredential` before it sends
   * anything.
   */
  async function audited<T>(
    attempt: WriteAttempt,
    { caller, scope: { requestId } }: CallContext,
    write: (setCredential: (as: "caller" | "service") => void) => Promise<GuardedWriteResult<T>>,
  ): Promise<GuardedWriteResult<T>> {
    let credential: "caller" | "service" | undefined;
    const record = (outcome: WriteOutcome): void => {
      audit({ ...attempt, requestId, caller, credential, ...outcome });
    };
    const result = await write((as) => {
      credential = as;
    }).catch((error: unknown) => {
      record(failed(error));
      throw error;
    });
    record(toWriteOutcome(result));
    return result;
  }

  return {
    set(userId, entries, context) {
      const keys = entries.map(({ key }) => key);
      return audited({ action: "set", userId, keys }, context, async (setCredential) => {
        const { rights, as, isVisible } = await authorize(userId, keys, context);
        const problems = entries.flatMap((entry, index) => findProblems(entry, index, rights, access));
        if (problems.length > 0) return { kind: "rejected", problems };
        setCredential(as);
        const options = { ...callOptions(as, context), mustNotReveal: !keys.every(isVisible) };
        const userExists = await sendWith(as, source.set(userId, entries, options));
        return userExists
          ? { kind: "success", visible: entries.filter(({ key }) => isVisible(key)) }
          : { kind: "userNotFound" };
      });
    },

    remove(userId, keys, context) {
      return audited({ action: "delete", userId, keys }, context, async (setCredential) => {
        const { rights, as, isVisible } = await authorize(userId, keys, context);
        const problems = keys.flatMap((key, index) =>
          rights.allows(key, "caller") ? [] : [notWritable(key, ["keys", String(index)])],
        );
        if (problems.length > 0) return { kind: "rejected", problems };
        const mustNotReveal = !keys.every(isVisible);
        const options = { ...callOptions(as, context), mustNotReveal };
        setCredential(as);
        const removed = await sendWith(as, source.remove(userId, [...new Set(keys)], options));
        return removed === undefined
          ? { kind: "userNotFound" }
          : { kind: "success", visible: removed.filter(isVisible) };
      });
    },
  };
}

function toWriteOutcome(result: GuardedWriteResult<unknown>): WriteOutcome {
  switch (result.kind) {
    case "success":
      return { outcome: "success" };
    case "userNotFound":
      return rejected([{ code: "USER_NOT_FOUND" }]);
    case "rejected":
      return rejected(result.problems);
  }
}

function sendWith<T>(as: "caller" | "service", call: Promise<T>): Promise<T> {
  return as === "service" ? asServiceUser(call) : call;
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
