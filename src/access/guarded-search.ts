import { Failure } from "../lib/failure.js";
import { chunk } from "../lib/chunk.js";
import type { CallContext } from "../metadata/caller.js";
import type { EntryMatch, MetadataSource, SearchCondition, UserSearch } from "../metadata/source.js";
import type { Access } from "./access.js";
import type { LoadUsers } from "./load-users.js";
import { searchScope } from "./search-scope.js";

/** Maximum number of users that match one condition, where the search has no index. */
const maxMatches = 1000;
/** Users whose organizations one call reads. */
const usersPerCheck = 1000;

export interface GuardedSearchOptions extends Pick<UserSearch, "inOrder" | "after"> {
  /** Keys that the caller must have the right to search, of some user. */
  readonly otherKeys?: readonly string[];
}

export interface GuardedSearch {
  /**
   * The ids, in batches, of users that may meet all conditions and whose keys the caller may search. Their entries
   * must be read to confirm it: the search lags behind writes, and does not know whether ZITADEL lets the caller
   * read a user. Throws FORBIDDEN, NOT_SUPPORTED and TOO_MANY_MATCHES.
   */
  findUsers(
    conditions: readonly EntryMatch[],
    options: GuardedSearchOptions,
    context: CallContext,
  ): AsyncIterable<readonly string[]>;
}

export function createGuardedSearch(
  source: MetadataSource,
  access: Access,
  loadUsers: LoadUsers,
): GuardedSearch {
  /** Throws FORBIDDEN if the caller may search no user by the key. */
  function toCondition(match: EntryMatch, { caller }: CallContext): SearchCondition {
    const rule = caller.hasOnlyIdToken ? undefined : access.ruleFor(match.key);
    const scope = rule && searchScope(rule, caller);
    if (rule === undefined || scope === undefined) throw notSearchable();
    const { key, values } = match;
    const credential = rule.as === "caller" ? caller : rule.as;
    if (scope === "everyone") return { key, values, credential, among: undefined };
    const userIds = scope.includesSelf ? [caller.id] : [];
    return { key, values, credential, among: { organizationIds: scope.organizationIds, userIds } };
  }

  return {
    async *findUsers(matches, { inOrder, after, otherKeys = [] }, context) {
      const conditions = matches.map((match) => toCondition(match, context));
      for (const key of otherKeys) toCondition({ key, values: [] }, context);
      const keys = conditions.map(({ key }) => key);
      const { caller, ...options } = context;
      const search = { conditions, inOrder, after, maxMatches, prefersCurrent: false };
      for await (const batch of source.findUsers(search, options)) {
        for (const ids of chunk(batch, usersPerCheck)) {
          const users = await loadUsers(["search", "read"], ids, context);
          if (users instanceof Failure) throw users;
          yield users.flatMap((user) => {
            const rights = (["search", "read"] as const).map((action) =>
              access.rightsTo(action, caller, user),
            );
            return rights.every(({ allows }) => keys.every((key) => allows(key, "caller"))) ? [user.id] : [];
          });
        }
      }
    },
  };
}

/** The same for hidden, unknown and merely unsearchable keys. */
function notSearchable(): Failure {
  return new Failure("FORBIDDEN", "The access rules do not allow you to search users by this key.");
}
