import type { Caller } from "../metadata/caller.js";
import type { Principal, Rule } from "./policy.js";

/** The users of whom a caller may search a key by the rules. The search reveals nothing about other users. */
export type SearchScope =
  | "everyone"
  | { readonly includesSelf: boolean; readonly organizationIds: readonly string[] };

/** The scope of a rule: users of whom the caller may both search and read the key. Undefined: none. */
export function searchScope({ search, read }: Rule, caller: Caller): SearchScope | undefined {
  const scope = intersect(scopeOf(search, caller), scopeOf(read, caller));
  return isEmpty(scope) ? undefined : scope;
}

function isEmpty(scope: SearchScope): boolean {
  return scope !== "everyone" && !scope.includesSelf && scope.organizationIds.length === 0;
}

function scopeOf(principals: readonly Principal[], caller: Caller): SearchScope {
  if (principals.some((principal) => isEveryone(principal, caller))) return "everyone";
  const organizationIds = principals.flatMap((principal) =>
    principal.kind === "role" && principal.grantedBy.kind === "usersOrganization"
      ? [...(caller.roles.get(principal.role) ?? [])]
      : [],
  );
  return { includesSelf: principals.some(({ kind }) => kind === "self"), organizationIds };
}

/** Whether the principal matches the caller, for any user. */
function isEveryone(principal: Principal, caller: Caller): boolean {
  switch (principal.kind) {
    case "anyone":
      return true;
    case "self":
      return false;
    case "user":
      return caller.id === principal.id;
    case "client":
      return caller.clientId === principal.id;
    case "role": {
      const grantors = caller.roles.get(principal.role);
      const { grantedBy } = principal;
      if (grantors === undefined || grantedBy.kind === "usersOrganization") return false;
      return grantedBy.kind === "anyOrganization" || grantors.has(grantedBy.id);
    }
  }
}

/** May include too much of the caller: the rights to each user are checked later. */
function intersect(a: SearchScope, b: SearchScope): SearchScope {
  if (a === "everyone") return b;
  if (b === "everyone") return a;
  return {
    // The caller may be in one of the other scope's organizations.
    includesSelf: (a.includesSelf && !isEmpty(b)) || (b.includesSelf && !isEmpty(a)),
    organizationIds: a.organizationIds.filter((id) => b.organizationIds.includes(id)),
  };
}
