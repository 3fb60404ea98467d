import type { Caller } from "../metadata/caller.js";
import { matchesKey } from "./key-pattern.js";
import type { Policy, Principal, Rule } from "./policy.js";
import { createRightsByRules, type Rights } from "./rights.js";

type Action = "read" | "write" | "search";
type ActingAs = Rule["as"];

/** The user whose metadata is accessed. */
export interface AccessedUser {
  readonly id: string;
  /**
   * The user's organization as ZITADEL reports it to each credential: the two may see different users. If it
   * is undefined, `role:…@owner` matches no caller.
   */
  readonly organizationId: Readonly<Record<ActingAs, string | undefined>>;
}

/** The only place that evaluates the access rules: which callers may read and write which keys. No I/O. */
export interface Access {
  readonly rightsTo: (action: Action, caller: Caller, user: AccessedUser) => Rights;
  /** Whether the decision can depend on the user's organization. `as`: the credential that reads it. */
  readonly needsOrganization: (action: Action, caller: Caller, as: ActingAs) => boolean;
  /** The rule that decides about this key. */
  readonly ruleFor: (key: string) => Rule | undefined;
}

/** Keys whose rule is known without a comparison: a page has thousands of entries with few keys. */
const maxKnownKeys = 10_000;

export function createAccess({ rules }: Policy): Access {
  const ruleByKey = new Map<string, Rule | undefined>();

  function ruleFor(key: string): Rule | undefined {
    if (ruleByKey.has(key)) return ruleByKey.get(key);
    const rule = rules.find(({ keys }) => keys.some((pattern) => matchesKey(pattern, key)));
    if (ruleByKey.size === maxKnownKeys) ruleByKey.clear();
    ruleByKey.set(key, rule);
    return rule;
  }

  const coversAllKeys = rules.some(({ keys }) => keys.some(({ text, isPrefix }) => isPrefix && text === ""));
  const rightsByRules = createRightsByRules(rules, coversAllKeys, ruleFor);

  return {
    ruleFor,
    rightsTo(action, caller, user) {
      const isBlocked = isIdTokenBlocked(action, caller, user);
      return rightsByRules.get((rule) => {
        // The service user acts only for callers with an access token.
        if (isBlocked || (rule.as === "service" && caller.hasOnlyIdToken)) return false;
        return rule[action].some((principal) => matchesPrincipal(principal, caller, user, rule.as));
      });
    },
    needsOrganization: (action, caller, as) =>
      rules.some(
        (rule) =>
          rule.as === as &&
          rule[action].some(
            (principal) =>
              principal.kind === "role" &&
              principal.grantedBy.kind === "usersOrganization" &&
              caller.roles.has(principal.role),
          ),
      ),
  };
}

/** Whatever the rules say, an ID token gives read access to its own user's metadata only. */
function isIdTokenBlocked(action: Action, caller: Caller, user: AccessedUser): boolean {
  return caller.hasOnlyIdToken && (action === "write" || user.id !== caller.id);
}

function matchesPrincipal(principal: Principal, caller: Caller, user: AccessedUser, as: ActingAs): boolean {
  switch (principal.kind) {
    case "anyone":
      return true;
    case "self":
      return caller.id === user.id;
    case "user":
      return caller.id === principal.id;
    case "client":
      return caller.clientId === principal.id;
    case "role": {
      const grantors = caller.roles.get(principal.role);
      if (grantors === undefined) return false;
      const { grantedBy } = principal;
      if (grantedBy.kind === "anyOrganization") return true;
      const organizationId = grantedBy.kind === "organization" ? grantedBy.id : user.organizationId[as];
      return organizationId !== undefined && grantors.has(organizationId);
    }
  }
}
