import type { PolicyRule } from "./rules.js";

type Act = "read" | "write" | "search";

/** A user, with their rights in ZITADEL. */
export interface TestUser {
  readonly id: string;
  readonly organization: string;
  /** Client id of the application of their login; undefined for a personal access token. */
  readonly client: string | undefined;
  /** Roles in the project, all of them granted by acme. */
  readonly roles: readonly string[];
  /** Organizations whose users they may read, and write, by their role in ZITADEL. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly hasOnlyIdToken: boolean;
}

/** A second implementation of the rules: slow and simple, independent of the subgraph's. */
export class Oracle {
  readonly #rules: readonly PolicyRule[];
  readonly #grantedBy: string;

  constructor(rules: readonly PolicyRule[], grantedBy: string) {
    this.#rules = rules;
    this.#grantedBy = grantedBy;
  }

  /** The existing keys that a read returns. Undefined: the read is rejected. */
  visibleKeys(caller: TestUser, user: TestUser, present: readonly string[]): string[] | undefined {
    const isPermitted = (as: string): boolean =>
      this.#rules.some((rule) => rule.as === as && this.#admits(rule, "read", caller, user));
    const isAllowed = (key: string): boolean => this.#allows(key, "read", caller, user);
    const mayRead = caller.id === user.id || caller.reads.includes(user.organization);
    if (isPermitted("caller") && mayRead) {
      const visible = present.filter(isAllowed);
      // The claim of an ID token is missing if there are no entries. Hidden entries must not make a difference.
      return caller.hasOnlyIdToken && visible.length === 0 ? undefined : visible;
    }
    if (!isPermitted("service")) return undefined;
    return present.filter((key) => isAllowed(key) && this.#ruleOf(key)?.as === "service");
  }

  /** The keys that the caller may not write by the rules. */
  unwritableKeys(caller: TestUser, user: TestUser, keys: readonly string[]): string[] {
    return keys.filter((key) => !this.#allows(key, "write", caller, user));
  }

  /** Whether a search by the key is permitted at all: the caller may find at least one conceivable user. */
  maySearch(caller: TestUser, key: string): boolean {
    return this.#isFindable(key, caller, { ...caller, organization: this.#grantedBy });
  }

  /** The existing keys by which a search finds the user. */
  findableKeys(caller: TestUser, user: TestUser, present: readonly string[]): string[] {
    const visible = this.visibleKeys(caller, user, present) ?? [];
    return visible.filter((key) => this.#isFindable(key, caller, user));
  }

  /** Whether the rules hide the key from the caller. */
  isHidden(caller: TestUser, user: TestUser, key: string): boolean {
    return !this.#allows(key, "read", caller, user);
  }

  /** Whether a write of these keys uses the service user, if the rules allow it. */
  isByServiceUser(keys: readonly string[]): boolean {
    return keys.every((key) => this.#ruleOf(key)?.as === "service");
  }

  /** Whether a write that the rules allow succeeds. */
  isWritten(caller: TestUser, user: TestUser, keys: readonly string[]): boolean {
    return this.isByServiceUser(keys) || caller.writes.includes(user.organization);
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

  #isFindable(key: string, caller: TestUser, user: TestUser): boolean {
    return this.#allows(key, "search", caller, user) && this.#allows(key, "read", caller, user);
  }

  #allows(key: string, act: Act, caller: TestUser, user: TestUser): boolean {
    const rule = this.#ruleOf(key);
    return rule !== undefined && this.#admits(rule, act, caller, user);
  }

  #admits(rule: PolicyRule, act: Act, caller: TestUser, user: TestUser): boolean {
    // An ID token reads its own user's metadata only, and nothing as the service user.
    const isOwnRead = act === "read" && caller.id === user.id;
    if (caller.hasOnlyIdToken && (!isOwnRead || rule.as === "service")) return false;
    const searchers = rule.search ?? (rule.as === "caller" ? rule.read : []);
    return (act === "search" ? searchers : rule[act]).some((principal) => {
      const [kind = "", rest = ""] = principal.split(":");
      if (kind === "anyone") return true;
      if (kind === "self") return caller.id === user.id;
      if (kind === "user") return caller.id === rest;
      if (kind === "client") return caller.client === rest;
      const [role = "", organization] = rest.split("@");
      if (!caller.roles.includes(role)) return false;
      if (organization === undefined) return true;
      if (organization !== "owner") return organization === this.#grantedBy;
      // With the caller's token, the organization is known only of users visible to the caller.
      const isVisible =
        rule.as === "service" || caller.id === user.id || caller.reads.includes(user.organization);
      return isVisible && user.organization === this.#grantedBy;
    });
  }
}
