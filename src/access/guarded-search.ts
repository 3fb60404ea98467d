import type { Buffer } from "node:buffer";
import { Failure } from "../lib/failure.js";
import type { CallContext } from "../metadata/caller.js";
import type { MetadataSource } from "../metadata/source.js";
import type { Access } from "./access.js";
import type { LoadUsers } from "./load-users.js";
import { searchScope } from "./search-scope.js";
import { asServiceUser } from "./service-user-failure.js";

/** Maximum number of users that match one condition. */
const maxMatches = 1000;

export interface GuardedSearch {
  /**
   * The ids, in order, of users that may have one of the values (undefined: any value) and whose key the caller
   * may search. Their entries must be read to confirm it: the search lags behind writes, and does not know
   * whether ZITADEL lets the caller read a user. Throws FORBIDDEN, NOT_SUPPORTED and TOO_MANY_MATCHES.
   */
  findUsers(
    key: string,
    values: readonly Buffer[] | undefined,
    context: CallContext,
  ): Promise<readonly string[]>;
}

export function createGuardedSearch(
  source: MetadataSource,
  access: Access,
  loadUsers: LoadUsers,
): GuardedSearch {
  return {
    async findUsers(key, values, { caller, ...options }) {
      const rule = caller.hasOnlyIdToken ? undefined : access.ruleFor(key);
      const scope = rule && searchScope(rule, caller);
      if (rule === undefined || scope === undefined) throw notSearchable();
      const organizationIds = scope === "everyone" ? undefined : scope.organizationIds;
      const found = new Set<string>();
      if (organizationIds === undefined || organizationIds.length > 0) {
        const credential = rule.as === "caller" ? caller : rule.as;
        const search = source.findUsers(
          { key, values, organizationIds, maxMatches },
          { ...options, credential },
        );
        for (const id of await (credential === "service" ? asServiceUser(search) : search)) found.add(id);
      }
      if (scope !== "everyone" && scope.includesSelf) found.add(caller.id);
      const users = await loadUsers(["search", "read"], [...found].sort(), { caller, ...options });
      return [...users].flatMap(([id, user]) => {
        if (user instanceof Failure) throw user;
        const maySearch = (["search", "read"] as const).every((action) =>
          access.rightsTo(action, caller, user).allows(key, "caller"),
        );
        return maySearch ? [id] : [];
      });
    },
  };
}

/** The same for hidden, unknown and merely unsearchable keys. */
function notSearchable(): Failure {
  return new Failure("FORBIDDEN", "The access rules do not allow you to search users by this key.");
}
