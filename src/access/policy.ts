import type { KeyPattern } from "./key-pattern.js";

/**
 * Access rules. The first rule that matches a key decides about that key; without a match, access is denied.
 */
export interface Policy {
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly keys: readonly KeyPattern[];
  readonly read: readonly Principal[];
  readonly write: readonly Principal[];
  /** May find users by these keys, of those whose keys they may also read. */
  readonly search: readonly Principal[];
  /** Maximum size of a written value. If absent, ZITADEL's own limit applies. */
  readonly maxValueBytes?: number | undefined;
  /**
   * `caller`: calls to ZITADEL for these keys use the caller's token, so ZITADEL's permissions apply too.
   * `service`: they may also use the service user's token.
   */
  readonly as: "caller" | "service";
}

/** The callers that a rule matches. */
export type Principal =
  /** Every caller with a valid token. */
  | { readonly kind: "anyone" }
  /** The caller, for their own metadata. */
  | { readonly kind: "self" }
  | { readonly kind: "user"; readonly id: string }
  /** Callers whose token was issued to this application. */
  | { readonly kind: "client"; readonly id: string }
  /** Callers with this role in the project (ZITADEL_PROJECT_ID). */
  | { readonly kind: "role"; readonly role: string; readonly grantedBy: RoleGrantor };

export type RoleGrantor =
  | { readonly kind: "anyOrganization" }
  | { readonly kind: "organization"; readonly id: string }
  /** The organization of the user whose metadata is accessed. */
  | { readonly kind: "usersOrganization" };

/** The default policy: ZITADEL alone decides. */
export const builtInPolicy: Policy = {
  rules: [
    {
      keys: [{ text: "", isPrefix: true }],
      read: [{ kind: "anyone" }],
      write: [{ kind: "anyone" }],
      search: [{ kind: "anyone" }],
      as: "caller",
    },
  ],
};

/** Roles that match whichever organization granted them. */
export function rolesFromAnyOrganization({ rules }: Policy): ReadonlySet<string> {
  const principals = rules.flatMap(({ read, write, search }) => [...read, ...write, ...search]);
  return new Set(
    principals.flatMap((principal) =>
      principal.kind === "role" && principal.grantedBy.kind === "anyOrganization" ? [principal.role] : [],
    ),
  );
}

/** Whether a rule matches callers by the client id of their application. */
export function hasClientPrincipals({ rules }: Policy): boolean {
  return rules.some(({ read, write, search }) =>
    [...read, ...write, ...search].some(({ kind }) => kind === "client"),
  );
}

/** Whether any rule uses the service user. */
export function hasServiceRules({ rules }: Policy): boolean {
  return rules.some((rule) => rule.as === "service");
}
