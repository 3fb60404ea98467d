import { Failure, type FailureCode } from "../lib/failure.js";
import type { Access } from "./access.js";
import type { Rights } from "./rights.js";
import type { Caller, CallContext } from "../metadata/caller.js";
import { createGuardedSearch, type GuardedSearch } from "./guarded-search.js";
import { createGuardedWrites, type GuardedWrites, type ValueOptions } from "./guarded-writes.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { toServiceUserFailure, asServiceUser } from "./service-user-failure.js";
import { createLoadUsers } from "./load-users.js";
import type { ReadBudget } from "../metadata/read-limits.js";
import type { MetadataSource } from "../metadata/source.js";
import { noValueRules } from "../metadata/value-rules.js";
import { type KeyRights, toKeyRights } from "./key-rights.js";

/** A user's entries that the caller may read, ordered by key. */
export interface VisibleEntries {
  readonly entries: readonly MetadataEntry[];
  /** Whether `entries` would contain an entry with this key. */
  readonly mayRead: (key: string) => boolean;
}

/**
 * Metadata restricted to what the access rules and ZITADEL allow the caller. All resolvers use this source.
 */
export interface GuardedSource extends GuardedWrites, GuardedSearch {
  /**
   * The entries that the caller may read, or a Failure, for each id in `userIds` and in that order. Ids are
   * unique.
   */
  load(
    userIds: readonly string[],
    options: CallContext & { readonly withDates: boolean; readonly budget: ReadBudget },
  ): Promise<readonly (VisibleEntries | Failure)[]>;
  /**
   * What the rules let the caller do with the keys of each user, or a Failure. Does not check whether the users
   * exist.
   */
  loadKeyRights(userIds: readonly string[], context: CallContext): Promise<readonly (KeyRights | Failure)[]>;
  /** Whether the user exists. Throws FORBIDDEN if the caller may not know. */
  userExists(userId: string, options: CallContext): Promise<boolean>;
}

/**
 * If a read with the caller's token fails with one of these codes, and an `as: "service"` rule matches, the
 * service user reads instead.
 */
const fallbackCodes = new Set<FailureCode>(["FORBIDDEN", "INSUFFICIENT_SCOPE"]);

export function createGuardedSource(
  source: MetadataSource,
  access: Access,
  values: ValueOptions = { valueRules: noValueRules, hasServiceUser: false },
): GuardedSource {
  const loadUsers = createLoadUsers(source, access);

  return {
    async load(userIds, { caller, withDates, budget, ...options }) {
      const results = new Map<string, VisibleEntries | Failure>();
      const rights = new Map<string, Rights>();
      for (const [id, user] of await loadUsers(["read"], userIds, { caller, ...options })) {
        if (user instanceof Failure) results.set(id, user);
        else rights.set(id, access.rightsTo("read", caller, user));
      }

      async function loadWith(
        as: "caller" | "service",
        shouldLoad: (userRights: Rights, id: string) => boolean,
      ): Promise<void> {
        const ids = [...rights].flatMap(([id, userRights]) => (shouldLoad(userRights, id) ? [id] : []));
        if (ids.length === 0) return;
        const isVisible = (id: string, key: string): boolean => rights.get(id)?.allows(key, as) === true;
        const selectVisible = (id: string, entries: readonly MetadataEntry[]): readonly MetadataEntry[] =>
          rights.get(id)?.select(entries, as) ?? [];
        const credential = as === "caller" ? caller : as;
        const readOptions = { credential, ...options, withDates, isVisible, selectVisible, budget };
        const loaded = await source.load(ids, readOptions);
        for (const [index, id] of ids.entries()) {
          const result = loaded[index];
          if (result === undefined) throw new TypeError("the source returned no result for a requested user");
          results.set(
            id,
            result instanceof Failure
              ? toLoadFailure(result, as)
              : // Again, in case the source does not filter.
                { entries: selectVisible(id, result), mayRead: (key) => isVisible(id, key) },
          );
        }
      }

      await Promise.all([
        loadWith("caller", ({ permits }) => permits("caller")),
        loadWith("service", ({ permits }) => permits("service") && !permits("caller")),
      ]);
      await loadWith("service", ({ permits }, id) => permits("service") && isRejected(results.get(id)));
      return userIds.map((id) => results.get(id) ?? forbidden(caller));
    },

    async loadKeyRights(userIds, { caller, ...options }) {
      const users = await loadUsers(["read", "write"], userIds, { caller, ...options });
      return userIds.map((id) => toKeyRights(access, caller, users.get(id)));
    },

    async userExists(userId, { caller, ...options }) {
      if (userId === caller.id) return true;
      if (caller.hasOnlyIdToken) throw forbidden(caller);
      try {
        return await source.userExists(userId, { credential: caller, ...options });
      } catch (error) {
        if (!(error instanceof Failure) || !fallbackCodes.has(error.code)) throw error;
        const user = (await loadUsers(["read"], [userId], { caller, ...options })).get(userId);
        if (user instanceof Failure) throw user;
        const isPermitted = user !== undefined && access.rightsTo("read", caller, user).permits("service");
        if (!isPermitted) throw error;
        return await asServiceUser(source.userExists(userId, { credential: "service", ...options }));
      }
    },

    ...createGuardedWrites(source, access, loadUsers, values),
    ...createGuardedSearch(source, access, loadUsers),
  };
}

function toLoadFailure(failure: Failure, as: "caller" | "service"): Failure {
  return as === "service" ? toServiceUserFailure(failure) : failure;
}

function isRejected(result: VisibleEntries | Failure | undefined): boolean {
  return result instanceof Failure && fallbackCodes.has(result.code);
}

function forbidden(caller: Caller): Failure {
  const message = caller.hasOnlyIdToken
    ? 'An ID token can read only the metadata of its own user, and no keys of rules with "as": "service". Send an access token.'
    : "The access rules do not allow you to read this user's metadata.";
  return new Failure("FORBIDDEN", message);
}
