import type { Secret } from "../lib/secret.js";
import type { Caller } from "../metadata/caller.js";
import { isObject, metadataScope, projectAudienceScope, rolesClaim } from "../zitadel/codec.js";
import { type AcceptedToken, rejectToken } from "./token-check.js";

/** Which tokens are meant for us. */
export interface AdmissionOptions {
  readonly issuer: string;
  readonly projectId: string;
  /** One of these must be in a token's `aud`. */
  readonly audience: readonly string[];
  /** The applications whose tokens are taken, `pat` for personal access tokens; all when absent. */
  readonly clients: readonly string[] | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

/** From what ZITADEL says of a token, or has signed in it, to its caller. Throws UNAUTHENTICATED for tokens that are not for us. */
export interface ClaimsValidator {
  /** Of claims that name issuer, audience and client: JWTs and introspection. */
  validate(
    token: Secret,
    claims: Claims,
    extra: Pick<Caller, "hasMetadataScope" | "metadataClaim">,
  ): AcceptedToken;
}

const personalAccessToken = "pat";

export function createAdmission({ issuer, projectId, audience, clients }: AdmissionOptions): ClaimsValidator {
  function requireClient(clientId: string | undefined): void {
    if (clients === undefined || clients.includes(clientId ?? personalAccessToken)) return;
    throw rejectToken("it was issued to an application whose tokens this subgraph does not take");
  }

  function requireAudience(theirs: unknown): void {
    const audiences: readonly unknown[] = Array.isArray(theirs) ? theirs : [theirs];
    if (audience.some((ours) => audiences.includes(ours))) return;
    // Only a project's id makes a scope; ZITADEL_AUDIENCE may hold client ids as well.
    const how = audience.includes(projectId)
      ? `belong to the project or ask for the scope ${projectAudienceScope(projectId)} at login`
      : "be one of those that this subgraph is set up for";
    throw rejectToken(`it was not issued for this API; the application must ${how}`);
  }

  return {
    validate(token, claims, extra) {
      const { iss, sub, act, exp } = claims;
      if (iss !== issuer) throw rejectToken("another issuer made it");
      rejectDelegation(act);
      requireAudience(claims["aud"]);
      const clientId = textOf(claims["client_id"]);
      requireClient(clientId);
      const id = textOf(sub);
      if (id === undefined) throw rejectToken("it has no subject");
      return {
        caller: {
          id,
          accessToken: token,
          clientId,
          roles: readRoles(claims[rolesClaim(projectId)]),
          hasOnlyIdToken: false,
          ...extra,
        },
        expiresAt: typeof exp === "number" ? exp * 1000 : undefined,
      };
    },
  };
}

/** RFC 8693: somebody else acts as this user. Nobody could tell who did what. */
export function rejectDelegation(act: unknown): void {
  if (act !== undefined) throw rejectToken("it was issued for somebody who acts as another user");
}

/** Of a token that holds its user's metadata if it was granted the scope and there is some: which of the two, it does not tell. */
export function metadataClaims(claims: Claims): Pick<Caller, "hasMetadataScope" | "metadataClaim"> {
  return { hasMetadataScope: undefined, metadataClaim: claims[metadataScope] };
}

/** `{role: {organisation id: its domain}}`; what is not of that form grants nothing. */
function readRoles(claim: unknown): Caller["roles"] {
  if (!isObject(claim)) return new Map();
  return new Map(
    Object.entries(claim).flatMap(([role, granters]) =>
      // A role that nobody granted is none.
      isObject(granters) && Object.keys(granters).length > 0
        ? [[role, new Set(Object.keys(granters))] as const]
        : [],
    ),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
