import type { CallContext } from "../metadata/caller.js";
import type { ParsedEntry } from "../metadata/input.js";
import type { MetadataSource } from "../metadata/source.js";
import type { UpdatedKey } from "../metadata/update/update.js";
import type { ValueRules } from "../metadata/value-rules.js";
import type { Access } from "./access.js";
import { createAuthorizeWrite, notWritable, type OnSend, valueProblems } from "./authorize-write.js";
import { createGuardedUpdate, type Update } from "./guarded-update.js";
import { createFindTakenValues } from "./find-taken-values.js";
import type { GuardedWriteResult } from "./guarded-write-result.js";
import type { LoadUsers } from "./load-users.js";

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
  /** `visible` holds the keys of the steps that the caller may also read. */
  update(
    userId: string,
    update: Update,
    context: CallContext,
    onSend: OnSend,
  ): Promise<GuardedWriteResult<UpdatedKey>>;
}

/** The rules for values. */
export interface ValueOptions {
  readonly valueRules: ValueRules;
  /** Whether there is a service user. It looks for other users with a unique value. */
  readonly hasServiceUser: boolean;
}

export function createGuardedWrites(
  source: MetadataSource,
  access: Access,
  loadUsers: LoadUsers,
  { valueRules, hasServiceUser }: ValueOptions,
): GuardedWrites {
  const authorize = createAuthorizeWrite(access, loadUsers);
  const findTakenValues = createFindTakenValues(source, valueRules, hasServiceUser);

  return {
    async set(userId, entries, context, onSend) {
      const keys = entries.map(({ key }) => key);
      const { rights, isVisible, send } = await authorize(userId, keys, context, onSend);
      const problems = entries.flatMap((entry, index) => {
        const path = ["entries", String(index)];
        return rights.allows(entry.key, "caller")
          ? valueProblems({ access, valueRules }, entry, path)
          : [notWritable(entry.key, [...path, "key"])];
      });
      if (problems.length > 0) return { kind: "rejected", problems };
      const located = entries.map((entry, index) => ({ ...entry, path: ["entries", String(index)] }));
      const taken = await findTakenValues(userId, located, context);
      if (taken.length > 0) return { kind: "rejected", problems: taken };
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

    update: createGuardedUpdate(source, { access, valueRules, findTakenValues }, authorize),
  };
}
