import type { MetadataEntry } from "../metadata/entry.js";
import type { Rule } from "./policy.js";
import { filterEntries } from "./visible-entries.js";

type ActingAs = Rule["as"];

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
  /**
   * The entries whose keys are allowed. For a frozen list, which a cache keeps, the same frozen list for all callers
   * whom the same rules match.
   */
  readonly select: (entries: readonly MetadataEntry[], as: ActingAs) => readonly MetadataEntry[];
}

/** Rights by the rules that match. Few combinations occur: one per kind of caller and user. */
export interface RightsByRules {
  get(isMatch: (rule: Rule) => boolean): Rights;
}

/** Each combination keeps lists of entries. */
const maxCombinations = 8;

export function createRightsByRules(
  rules: readonly Rule[],
  coversAllKeys: boolean,
  ruleFor: (key: string) => Rule | undefined,
): RightsByRules {
  const rightsByRules = new Map<string, Rights>();

  function createRights(matching: readonly Rule[]): Rights {
    // Whether the rules may deny some keys, even with the caller's token.
    const hidesKeys = !coversAllKeys || matching.length < rules.length;
    const selected = {
      caller: new WeakMap<readonly MetadataEntry[], readonly MetadataEntry[]>(),
      service: new WeakMap<readonly MetadataEntry[], readonly MetadataEntry[]>(),
    };
    const allows = (key: string, as: ActingAs): boolean => {
      // Shortcut for pages with thousands of keys: every key has a rule, and all rules match.
      if (!hidesKeys && as === "caller") return true;
      const rule = ruleFor(key);
      return rule !== undefined && matching.includes(rule) && (as === "caller" || rule.as === as);
    };
    return {
      permits: (as) => matching.some((rule) => rule.as === as),
      allows,
      select(entries, as) {
        if (!hidesKeys && as === "caller") return entries;
        const known = selected[as].get(entries);
        if (known !== undefined) return known;
        const visible = filterEntries(entries, (key) => allows(key, as));
        if (Object.isFrozen(entries)) selected[as].set(entries, Object.freeze(visible));
        return visible;
      },
    };
  }

  return {
    get(isMatch) {
      let combination = "";
      for (const rule of rules) combination += isMatch(rule) ? "1" : "0";
      let rights = rightsByRules.get(combination);
      if (rights === undefined) {
        rights = createRights(rules.filter((_, n) => combination[n] === "1"));
        if (rightsByRules.size === maxCombinations) rightsByRules.clear();
        rightsByRules.set(combination, rights);
      }
      return rights;
    },
  };
}
