import type { PolicyRule } from "./rules.js";

/** Somebody in the world, as ZITADEL knows them. */
export interface TestUser {
  readonly id: string;
  readonly organization: string;
  /** The application that they log in at; none for a personal access token. */
  readonly client: string | undefined;
  /** Roles in the project, all granted by acme. */
  readonly roles: readonly string[];
  /** The organizations whose users their role in ZITADEL lets them read, and write. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Another reading of what rules mean than the product's: slow, plain, from the words that somebody wrote. */
export class Oracle {
  readonly #rules: readonly PolicyRule[];
  readonly #grantedBy: string;

  constructor(rules: readonly PolicyRule[], grantedBy: string) {
    this.#rules = rules;
    this.#grantedBy = grantedBy;
  }

  /** The keys of a reader's answer: those of the keys that are there and may be shown. Undefined: refused. */
  visibleKeys(caller: TestUser, user: TestUser, present: readonly string[]): string[] | undefined {
    const isAdmitted = (as: string): boolean =>
      this.#rules.some((rule) => rule.as === as && this.#admits(rule, "read", caller, user));
    const may = (key: string): boolean => this.#allows(key, "read", caller, user);
    // Of somebody without metadata ZITADEL withholds nothing, whoever asks; where nothing can be hidden, that is believed.
    const hidesNothing =
      this.#rules.some((rule) => rule.keys.includes("*")) &&
      this.#rules.every((rule) => this.#admits(rule, "read", caller, user));
    const letsRead =
      caller.id === user.id ||
      caller.reads.includes(user.organization) ||
      (present.length === 0 && hidesNothing);
    if (isAdmitted("caller") && letsRead) return present.filter(may);
    if (!isAdmitted("service")) return undefined;
    return present.filter((key) => may(key) && this.#ruleOf(key)?.as === "service");
  }

  /** Those of the keys that the rules keep the caller from writing. */
  unwritableKeys(caller: TestUser, user: TestUser, keys: readonly string[]): string[] {
    return keys.filter((key) => !this.#allows(key, "write", caller, user));
  }

  /** Whether a write that the rules allow is done. */
  isWritten(caller: TestUser, user: TestUser, keys: readonly string[]): boolean {
    const isOurs = keys.every((key) => this.#ruleOf(key)?.as === "service");
    return isOurs || caller.writes.includes(user.organization);
  }

  #ruleOf(key: string): PolicyRule | undefined {
    for (const rule of this.#rules) {
      for (const pattern of rule.keys) {
        if (pattern === key) return rule;
        if (pattern.endsWith("*") && key.slice(0, pattern.length - 1) === pattern.slice(0, -1)) return rule;
      }
    }
    return undefined;
  }

  #allows(key: string, act: "read" | "write", caller: TestUser, user: TestUser): boolean {
    const rule = this.#ruleOf(key);
    return rule !== undefined && this.#admits(rule, act, caller, user);
  }

  #admits(rule: PolicyRule, act: "read" | "write", caller: TestUser, user: TestUser): boolean {
    return rule[act].some((principal) => {
      const [kind = "", rest = ""] = principal.split(":");
      if (kind === "anyone") return true;
      if (kind === "self") return caller.id === user.id;
      if (kind === "user") return caller.id === rest;
      if (kind === "client") return caller.client === rest;
      const [role = "", organization] = rest.split("@");
      if (!caller.roles.includes(role)) return false;
      if (organization === undefined) return true;
      if (organization !== "owner") return organization === this.#grantedBy;
      // The caller's own token shows whose organization it is only of those whom it may see.
      const isSeen =
        rule.as === "service" || caller.id === user.id || caller.reads.includes(user.organization);
      return isSeen && user.organization === this.#grantedBy;
    });
  }
}
