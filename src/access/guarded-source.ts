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
import type { MetadataSource, ReadOptions } from "../metadata/source.js";
import { noValueRules } from "../metadata/value-rules.js";
import { type KeyRights, toKeyRights } from "./key-rights.js";

/** A user's entries that the caller may read, ordered by key. */
export interface VisibleEntries {
  readonly entries: readonly MetadataEntry[];
  /** Whether `entries` would contain an entry with this key. */
  readonly mayRead: (key: string) => boolean;
}

/** A user of a page. */
interface RequestedUser {
  readonly id: string;
  readonly rights: Rights;
  result: VisibleEntries | Failure | undefined;
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
      const accessed = await loadUsers(["read"], userIds, { caller, ...options });
      if (accessed instanceof Failure) return userIds.map(() => accessed);
      const users = accessed.map((user): RequestedUser => {
        return { id: user.id, rights: access.rightsTo("read", caller, user), result: undefined };
      });
      const rightsTo = createRightsById(users);

      async function loadWith(
        as: "caller" | "service",
        shouldLoad: (user: RequestedUser) => boolean,
      ): Promise<void> {
        const selected = users.filter(shouldLoad);
        if (selected.length === 0) return;
        const readOptions: ReadOptions = {
          credential: as === "caller" ? caller : as,
          ...options,
          withDates,
          isVisible: (id, key) => rightsTo(id)?.allows(key, as) === true,
          selectVisible: (id, entries) => rightsTo(id)?.keys[as].select(entries) ?? [],
          budget,
        };
        const ids = selected.map(({ id }) => id);
        const loaded = await source.load(ids, readOptions);
        for (const [n, user] of selected.entries()) {
          const result = loaded[n];
          const { select, includes } = user.rights.keys[as];
          if (result === undefined) throw new TypeError("the source returned no result for a requested user");
          if (result instanceof Failure) user.result = toLoadFailure(result, as);
          // Again, in case the source does not filter.
          else user.result = { entries: select(result), mayRead: includes };
        }
      }

      await Promise.all([
        loadWith("caller", ({ rights }) => rights.permits("caller")),
        loadWith("service", ({ rights }) => rights.permits("service") && !rights.permits("caller")),
      ]);
      await loadWith("service", ({ rights, result }) => rights.permits("service") && isRejected(result));
      return users.map(({ result }) => result ?? forbidden(caller));
    },

    async loadKeyRights(userIds, { caller, ...options }) {
      const users = await loadUsers(["read", "write"], userIds, { caller, ...options });
      if (users instanceof Failure) return userIds.map(() => users);
      return users.map((user) => toKeyRights(access, caller, user));
    },

    async userExists(userId, { caller, ...options }) {
      if (userId === caller.id) return true;
      if (caller.hasOnlyIdToken) throw forbidden(caller);
      try {
        return await source.userExists(userId, { credential: caller, ...options });
      } catch (error) {
        if (!(error instanceof Failure) || !fallbackCodes.has(error.code)) throw error;
        const users = await loadUsers(["read"], [userId], { caller, ...options });
        if (users instanceof Failure) throw users;
        if (!users.some((user) => access.rightsTo("read", caller, user).permits("service"))) throw error;
        return await asServiceUser(source.userExists(userId, { credential: "service", ...options }));
      }
    },

    ...createGuardedWrites(source, access, loadUsers, values),
    ...createGuardedSearch(source, access, loadUsers),
  };
}

/** Finds rights by the user's id. Usually, a caller has the same rights to all users of a page. */
function createRightsById(users: readonly RequestedUser[]): (id: string) => Rights | undefined {
  const shared = users[0]?.rights;
  if (users.every(({ rights }) => rights === shared)) return () => shared;
  const byId = new Map(users.map(({ id, rights }) => [id, rights]));
  return (id) => byId.get(id);
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
