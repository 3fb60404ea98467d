import type { MetadataEntry } from "../metadata/entry.js";
import type { Rule } from "./policy.js";
import { filterEntries } from "./visible-entries.js";

type ActingAs = Rule["as"];

/** The keys that a caller may access with one credential. */
export interface AllowedKeys {
  readonly includes: (key: string) => boolean;
  /**
   * The entries whose keys are allowed. For a frozen list, which a cache keeps, the same frozen list for all callers
   * whom the same rules match.
   */
  readonly select: (entries: readonly MetadataEntry[]) => readonly MetadataEntry[];
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
  /** The keys that `allows` allows. */
  readonly keys: Readonly<Record<ActingAs, AllowedKeys>>;
}

/** Rights by the rules that match. Few combinations occur: one per kind of caller and user. */
export interface RightsByRules {
  get(isMatch: (rule: Rule) => boolean): Rights;
}

/** Each combination keeps lists of entries. */
const maxCombinations = 8;

/** Shortcut for pages with thousands of keys. */
const allKeys: AllowedKeys = { includes: () => true, select: (entries) => entries };

export function createRightsByRules(
  rules: readonly Rule[],
  coversAllKeys: boolean,
  ruleFor: (key: string) => Rule | undefined,
): RightsByRules {
  const rightsByRules = new Map<string, Rights>();

  function createRights(matching: readonly Rule[]): Rights {
    function allowedKeys(as: ActingAs, isEveryKeyAllowed: boolean): AllowedKeys {
      if (isEveryKeyAllowed) return allKeys;
      return createAllowedKeys((key) => {
        const rule = ruleFor(key);
        return rule !== undefined && matching.includes(rule) && (as === "caller" || rule.as === as);
      });
    }

    const permits = {
      caller: matching.some((rule) => rule.as === "caller"),
      service: matching.some((rule) => rule.as === "service"),
    };
    // Every key has a rule, and all rules match.
    const coversAll = coversAllKeys && matching.length === rules.length;
    const keys = {
      caller: allowedKeys("caller", coversAll),
      service: allowedKeys("service", coversAll && !permits.caller),
    };
    return { permits: (as) => permits[as], allows: (key, as) => keys[as].includes(key), keys };
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

function createAllowedKeys(includes: (key: string) => boolean): AllowedKeys {
  const selected = new WeakMap<readonly MetadataEntry[], readonly MetadataEntry[]>();
  return {
    includes,
    select(entries) {
      const known = selected.get(entries);
      if (known !== undefined) return known;
      const visible = filterEntries(entries, includes);
      if (Object.isFrozen(entries)) selected.set(entries, Object.freeze(visible));
      return visible;
    },
  };
}
