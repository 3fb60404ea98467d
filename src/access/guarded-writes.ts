import { Failure } from "../lib/failure.js";
import type { Access, Owner, Rights } from "./access.js";
import { type Audit, failed, rejected, type WriteAttempt, type WriteOutcome } from "./audit.js";
import type { CallContext } from "../metadata/call-context.js";
import type { ParsedEntry, InputProblem } from "../metadata/input.js";
import { asServiceUser } from "./service-user-failure.js";
import type { LoadOwners } from "./load-users.js";
import type { CallOptions, MetadataSource } from "../metadata/source.js";

/** What came of a write that ZITADEL did not refuse: done, no such user, or, before anything was sent, what the rules say against it. */
export type Outcome<T> =
  | { readonly kind: "success"; readonly visible: readonly T[] }
  | { readonly kind: "unknownUser" }
  | { readonly kind: "refused"; readonly problems: readonly InputProblem[] };

/** Writing as far as the rules, and ZITADEL, let a caller do it: all keys or none. */
export interface GuardedWrites {
  /** `shown`: the entries that the caller may also read. */
  set(ownerId: string, entries: readonly ParsedEntry[], writing: CallContext): Promise<Outcome<ParsedEntry>>;
  /** `shown`: the keys that existed and that the caller may also read. */
  remove(ownerId: string, keys: readonly string[], writing: CallContext): Promise<Outcome<string>>;
}

export function createGuardedWrites(
  source: MetadataSource,
  access: Access,
  ownersOf: LoadOwners,
  audit: Audit,
): GuardedWrites {
  /** The credential that a write of these keys goes with; `shows` are the keys that the caller may read with it. */
  async function authorize(
    ownerId: string,
    keys: readonly string[],
    { caller, ...asking }: CallContext,
  ): Promise<{ rights: Rights; as: "caller" | "service"; shows: (key: string) => boolean }> {
    if (caller.hasOnlyIdToken) {
      throw new Failure("FORBIDDEN", "An ID token is not enough to write: send an access token.");
    }
    const owner = requireOwner(
      (await ownersOf(["read", "write"], [ownerId], { caller, ...asking })).get(ownerId),
    );
    const rights = access.rightsTo("write", caller, owner);
    const readRights = access.rightsTo("read", caller, owner);
    const as = keys.every((key) => rights.allows(key, "service")) ? "service" : "caller";
    return { rights, as, shows: (key) => readRights.allows(key, as) };
  }

  const callOptions = (as: "caller" | "service", { caller, ...rest }: CallContext): CallOptions => ({
    credential: as === "caller" ? caller : as,
    ...rest,
  });

  /** Has the write in the audit, however it ends. `sendAs`: to be called before something is sent. */
  async function audited<T>(
    attempt: WriteAttempt,
    { caller, asker: { requestId } }: CallContext,
    write: (setCredential: (as: "caller" | "service") => void) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    let credential: "caller" | "service" | undefined;
    const note = (outcome: WriteOutcome): void => {
      audit({ ...attempt, requestId, caller, credential, ...outcome });
    };
    const outcome = await write((as) => {
      credential = as;
    }).catch((error: unknown) => {
      note(failed(error));
      throw error;
    });
    note(auditOf(outcome));
    return outcome;
  }

  return {
    set(ownerId, entries, writing) {
      const keys = entries.map(({ key }) => key);
      return audited({ action: "set", owner: ownerId, keys }, writing, async (setCredential) => {
        const { rights, as, shows } = await authorize(ownerId, keys, writing);
        const problems = entries.flatMap((entry, index) => problemsOf(entry, index, rights, access));
        if (problems.length > 0) return { kind: "refused", problems };
        setCredential(as);
        const setting = { ...callOptions(as, writing), mustNotReveal: !keys.every(shows) };
        const isKnown = await sendWith(as, source.set(ownerId, entries, setting));
        return isKnown
          ? { kind: "success", visible: entries.filter(({ key }) => shows(key)) }
          : { kind: "unknownUser" };
      });
    },

    remove(ownerId, keys, writing) {
      return audited({ action: "delete", owner: ownerId, keys }, writing, async (setCredential) => {
        const { rights, as, shows } = await authorize(ownerId, keys, writing);
        const problems = keys.flatMap((key, index) =>
          rights.allows(key, "caller") ? [] : [notWritable(key, ["keys", String(index)])],
        );
        if (problems.length > 0) return { kind: "refused", problems };
        const mustNotReveal = !keys.every(shows);
        const removing = { ...callOptions(as, writing), mustNotReveal };
        setCredential(as);
        const removed = await sendWith(as, source.remove(ownerId, [...new Set(keys)], removing));
        return removed === undefined
          ? { kind: "unknownUser" }
          : { kind: "success", visible: removed.filter(shows) };
      });
    },
  };
}

function auditOf(outcome: Outcome<unknown>): WriteOutcome {
  switch (outcome.kind) {
    case "success":
      return { outcome: "success" };
    case "unknownUser":
      return rejected([{ code: "USER_NOT_FOUND" }]);
    case "refused":
      return rejected(outcome.problems);
  }
}

function sendWith<T>(as: "caller" | "service", call: Promise<T>): Promise<T> {
  return as === "service" ? asServiceUser(call) : call;
}

function requireOwner(owner: Owner | Failure | undefined): Owner {
  if (owner instanceof Failure) throw owner;
  if (owner === undefined) throw new TypeError("every owner is answered for");
  return owner;
}

function problemsOf(
  { key, bytes, field }: ParsedEntry,
  index: number,
  rights: Rights,
  access: Access,
): readonly InputProblem[] {
  const path = ["entries", String(index)];
  if (!rights.allows(key, "caller")) return [notWritable(key, [...path, "key"])];
  const limit = access.ruleOf(key)?.maxValueBytes;
  if (limit === undefined || bytes.length <= limit) return [];
  const message = `The value is larger than the ${limit} bytes that the rules allow for this key.`;
  return [{ code: "VALUE_TOO_LARGE", message, field: [...path, field], key }];
}

function notWritable(key: string, field: readonly string[]): InputProblem {
  return {
    code: "KEY_NOT_WRITABLE",
    message: "The rules do not let this caller write this key of this user.",
    field,
    key,
  };
}
