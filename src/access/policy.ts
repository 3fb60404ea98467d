import type { KeyPattern } from "./key-pattern.js";

/** Who may read and write which keys: the first rule whose keys match a key decides about it, no match means no. */
export interface Policy {
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly keys: readonly KeyPattern[];
  readonly read: readonly Principal[];
  readonly write: readonly Principal[];
  /** The largest value that may be written; ZITADEL's own bound when absent. */
  readonly maxValueBytes?: number | undefined;
  /** Whose access token ZITADEL is asked with: the caller's, whom ZITADEL must admit too, or that of our service user. */
  readonly as: "caller" | "service";
}

/** Somebody whom a rule admits. */
export type Principal =
  /** Every accepted caller. */
  | { readonly kind: "anyone" }
  /** The caller, for their own metadata. */
  | { readonly kind: "self" }
  | { readonly kind: "user"; readonly id: string }
  /** Whoever comes through this application. */
  | { readonly kind: "client"; readonly id: string }
  /** Whoever has this role in our project, granted by … */
  | { readonly kind: "role"; readonly role: string; readonly grantedBy: RoleGrantor };

export type RoleGrantor =
  | { readonly kind: "anyOrganisation" }
  | { readonly kind: "organisation"; readonly id: string }
  /** The owner's own organisation. */
  | { readonly kind: "ownersOrganisation" };

/** What holds where nothing is configured: ZITADEL alone decides. */
export const builtInPolicy: Policy = {
  rules: [
    {
      keys: [{ text: "", isPrefix: true }],
      read: [{ kind: "anyone" }],
      write: [{ kind: "anyone" }],
      as: "caller",
    },
  ],
};

/** Roles that count whichever organisation granted them. */
export function rolesFromAnyOrganization({ rules }: Policy): ReadonlySet<string> {
  const principals = rules.flatMap(({ read, write }) => [...read, ...write]);
  return new Set(
    principals.flatMap((it) =>
      it.kind === "role" && it.grantedBy.kind === "anyOrganisation" ? [it.role] : [],
    ),
  );
}

/** Whether somebody is let in by the application that they come through. */
export function hasClientPrincipals({ rules }: Policy): boolean {
  return rules.some(({ read, write }) => [...read, ...write].some(({ kind }) => kind === "client"));
}

/** Whether our own service user ever acts. */
export function hasServiceRules({ rules }: Policy): boolean {
  return rules.some((rule) => rule.as === "service");
}
