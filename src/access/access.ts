import type { Caller } from "../metadata/caller.js";
import { matchesKey } from "./key-pattern.js";
import type { Policy, Principal, Rule } from "./policy.js";

type Action = "read" | "write";
type ActingAs = Rule["as"];

/** Whose metadata it is. Which organisation they belong to is known per credential: each may see other users. */
export interface Owner {
  readonly id: string;
  /** Undefined where it is not known, which admits nobody. */
  readonly organisation: Readonly<Record<ActingAs, string | undefined>>;
}

/** What a caller may do with one owner's keys. It depends on rules, caller and owner alone, never on what entries there are. */
export interface Rights {
  /** Whether any rule of this kind admits the caller. */
  readonly permits: (as: ActingAs) => boolean;
  /** Whether this key may be acted on with this credential: by the caller's token under any rule, by ours only under ours. */
  readonly allows: (key: string, as: ActingAs) => boolean;
  /** Whether there can be keys that may not be acted on with the caller's token. */
  readonly hidesKeys: boolean;
}

/** The one place that decides who may read and write which keys. Pure: it knows the rules and what it is told. */
export interface Access {
  readonly rightsTo: (act: Action, caller: Caller, owner: Owner) => Rights;
  /** Whether the decision can depend on the owner's organisation, asked for with this credential. */
  readonly needsOrganisation: (act: Action, caller: Caller, as: ActingAs) => boolean;
  /** The rule that decides about a key. */
  readonly ruleOf: (key: string) => Rule | undefined;
}

export function createAccess({ rules }: Policy): Access {
  const ruleOf = (key: string): Rule | undefined =>
    rules.find(({ keys }) => keys.some((pattern) => matchesKey(pattern, key)));

  const coversAllKeys = rules.some(({ keys }) => keys.some(({ text, isPrefix }) => isPrefix && text === ""));

  return {
    ruleOf,
    rightsTo(act, caller, owner) {
      const admitting = isIdTokenBlocked(act, caller, owner) ? [] : rules.filter((rule) => isAdmitted(rule));
      function isAdmitted(rule: Rule): boolean {
        // Our service user does nothing for somebody who has not even an access token.
        if (rule.as === "service" && caller.hasOnlyIdToken) return false;
        return rule[act].some((principal) => matchesPrincipal(principal, caller, owner, rule.as));
      }
      const hidesKeys = !coversAllKeys || admitting.length < rules.length;
      return {
        hidesKeys,
        permits: (as) => admitting.some((rule) => rule.as === as),
        allows(key, as) {
          // There is a rule for every key, and all of them admit: a page has thousands of keys.
          if (!hidesKeys && as === "caller") return true;
          const rule = ruleOf(key);
          return rule !== undefined && admitting.includes(rule) && (as === "caller" || rule.as === as);
        },
      };
    },
    needsOrganisation: (act, caller, as) =>
      rules.some(
        (rule) =>
          rule.as === as &&
          rule[act].some(
            (principal) =>
              principal.kind === "role" &&
              principal.grantedBy.kind === "ownersOrganisation" &&
              caller.roles.has(principal.role),
          ),
      ),
  };
}

/** An ID token is good for reading what it says of its own user, whatever the rules say. */
function isIdTokenBlocked(act: Action, caller: Caller, owner: Owner): boolean {
  return caller.hasOnlyIdToken && (act === "write" || owner.id !== caller.id);
}

function matchesPrincipal(principal: Principal, caller: Caller, owner: Owner, as: ActingAs): boolean {
  switch (principal.kind) {
    case "anyone":
      return true;
    case "self":
      return caller.id === owner.id;
    case "user":
      return caller.id === principal.id;
    case "client":
      return caller.clientId === principal.id;
    case "role": {
      const granters = caller.roles.get(principal.role);
      if (granters === undefined) return false;
      const { grantedBy } = principal;
      if (grantedBy.kind === "anyOrganisation") return true;
      const organisation = grantedBy.kind === "organisation" ? grantedBy.id : owner.organisation[as];
      return organisation !== undefined && granters.has(organisation);
    }
  }
}
