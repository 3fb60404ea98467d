import type { Secret } from "../lib/secret.js";
import type { Caller } from "../metadata/caller.js";
import { isObject, metadataScope, projectAudienceScope, rolesClaim } from "../zitadel/codec.js";
import { type AcceptedToken, rejectIssuer, rejectToken, detectTokenShape } from "./token-check.js";

/** The tokens that this subgraph accepts. */
export interface ClaimsValidatorOptions {
  readonly issuer: string;
  readonly projectId: string;
  /** One of these must be in a token's `aud`. */
  readonly audience: readonly string[];
  /**
   * Client ids of the accepted applications, and `pat` for personal access tokens. All are accepted if
   * absent.
   */
  readonly clients: readonly string[] | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Turns verified claims into a caller. Throws UNAUTHENTICATED for tokens that this subgraph does not accept.
 */
export interface ClaimsValidator {
  /** For claims with issuer, audience and client: those of a JWT or an introspection response. */
  validate(
    token: Secret,
    claims: Claims,
    extra: Pick<Caller, "hasMetadataScope" | "metadataClaim">,
  ): AcceptedToken;
}

const personalAccessToken = "pat";

export function createClaimsValidator({
  issuer,
  projectId,
  audience,
  clients,
}: ClaimsValidatorOptions): ClaimsValidator {
  /** Personal access tokens are opaque and have no client. A JWT without one may be of any application. */
  function requireClient(clientId: string | undefined, token: Secret): void {
    const isPersonalAccessToken = clientId === undefined && detectTokenShape(token.reveal()) === "opaque";
    const client = isPersonalAccessToken ? personalAccessToken : clientId;
    if (clients === undefined || (client !== undefined && clients.includes(client))) return;
    throw rejectToken("was issued to an application whose tokens this subgraph does not accept", {
      remedy: "Log in with an application that it accepts (ALLOWED_CLIENT_IDS).",
    });
  }

  function requireAudience(tokenAudience: unknown): void {
    const audiences: readonly unknown[] = Array.isArray(tokenAudience) ? tokenAudience : [tokenAudience];
    if (audience.some((accepted) => audiences.includes(accepted))) return;
    // An audience scope exists for project ids only; ZITADEL_AUDIENCE may contain client ids too.
    const remedy = audience.includes(projectId)
      ? `The application must belong to the project or request the scope ${projectAudienceScope(projectId)} at login.`
      : "Log in with an application that this subgraph accepts (ZITADEL_AUDIENCE).";
    throw rejectToken("was not issued for this API", { remedy });
  }

  return {
    validate(token, claims, extra) {
      const { iss, sub, act, exp } = claims;
      if (iss !== issuer) throw rejectIssuer();
      rejectDelegation(act);
      requireAudience(claims["aud"]);
      const clientId = nonEmptyString(claims["client_id"]);
      requireClient(clientId, token);
      const id = nonEmptyString(sub);
      if (id === undefined) throw rejectToken("has no subject");
      return {
        caller: {
          id,
          accessToken: token,
          clientId,
          roles: parseRoles(claims[rolesClaim(projectId)]),
          hasOnlyIdToken: false,
          ...extra,
        },
        expiresAt: typeof exp === "number" ? exp * 1000 : undefined,
      };
    },
  };
}

/**
 * Rejects tokens with an `act` claim (RFC 8693): another user acts as this one, so a change could not be
 * attributed.
 */
export function rejectDelegation(act: unknown): void {
  if (act !== undefined) {
    throw rejectToken("was issued to an actor on behalf of another user (act claim)", {
      remedy: "Send an access token of the user's own login.",
    });
  }
}

/**
 * The metadata claim of a JWT. Without the claim, either the metadata scope was not granted or the user has
 * no metadata; the token does not distinguish the two.
 */
export function metadataClaims(claims: Claims): Pick<Caller, "hasMetadataScope" | "metadataClaim"> {
  return { hasMetadataScope: undefined, metadataClaim: claims[metadataScope] };
}

/** Parses `{role: {organization id: its domain}}`. Anything of another form grants no role. */
function parseRoles(claim: unknown): Caller["roles"] {
  if (!isObject(claim)) return new Map();
  return new Map(
    Object.entries(claim).flatMap(([role, grantors]) =>
      // A role without a granting organization does not count.
      isObject(grantors) && Object.keys(grantors).length > 0
        ? [[role, new Set(Object.keys(grantors))] as const]
        : [],
    ),
  );
}

function nonEmptyString(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
