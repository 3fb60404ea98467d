import type { Caller } from "../metadata/caller.js";
import { matchesKey } from "./key-pattern.js";
import type { Policy, Principal, Rule } from "./policy.js";

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

/**
 * What a caller may do with one user's keys. It depends on the rules, the caller and the user, and not on the
 * existing entries.
 */
export interface Rights {
  /** Whether any rule with this `as` matches the caller. */
  readonly permits: (as: ActingAs) => boolean;
  /**
   * Whether the caller may access this key, and this credential may be used for it. The caller's token may be
   * used under any rule, the service user's token only under rules with `as: "service"`.
   */
  readonly allows: (key: string, as: ActingAs) => boolean;
  /** Whether the rules may deny some keys, even with the caller's token. If false, entries need no filter. */
  readonly hidesKeys: boolean;
}

/** The only place that evaluates the access rules: which callers may read and write which keys. No I/O. */
export interface Access {
  readonly rightsTo: (action: Action, caller: Caller, user: AccessedUser) => Rights;
  /** Whether the decision can depend on the user's organization. `as`: the credential that reads it. */
  readonly needsOrganization: (action: Action, caller: Caller, as: ActingAs) => boolean;
  /** The rule that decides about this key. */
  readonly ruleFor: (key: string) => Rule | undefined;
}

export function createAccess({ rules }: Policy): Access {
  const ruleFor = (key: string): Rule | undefined =>
    rules.find(({ keys }) => keys.some((pattern) => matchesKey(pattern, key)));

  const coversAllKeys = rules.some(({ keys }) => keys.some(({ text, isPrefix }) => isPrefix && text === ""));

  return {
    ruleFor,
    rightsTo(action, caller, user) {
      const matchingRules = isIdTokenBlocked(action, caller, user)
        ? []
        : rules.filter((rule) => isMatch(rule));
      function isMatch(rule: Rule): boolean {
        // The service user acts only for callers with an access token.
        if (rule.as === "service" && caller.hasOnlyIdToken) return false;
        return rule[action].some((principal) => matchesPrincipal(principal, caller, user, rule.as));
      }
      const hidesKeys = !coversAllKeys || matchingRules.length < rules.length;
      return {
        hidesKeys,
        permits: (as) => matchingRules.some((rule) => rule.as === as),
        allows(key, as) {
          // Shortcut for pages with thousands of keys: every key has a rule, and all rules match.
          if (!hidesKeys && as === "caller") return true;
          const rule = ruleFor(key);
          return rule !== undefined && matchingRules.includes(rule) && (as === "caller" || rule.as === as);
        },
      };
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
