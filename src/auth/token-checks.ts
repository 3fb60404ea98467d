import type { Clock } from "../lib/clock.js";
import type { ClientCredentials, Reloadable } from "../lib/credentials.js";
import { createClientAuthentication } from "../zitadel/oidc/client-authentication.js";
import type { GetEndpoints } from "../zitadel/oidc/discovery.js";
import type { ZitadelClient } from "../zitadel/client/client.js";
import { toOidcFailure } from "../zitadel/client/errors.js";
import type { Userinfo } from "../zitadel/oidc/userinfo.js";
import {
  type ClaimsValidator,
  type ClaimsValidatorOptions,
  createClaimsValidator,
} from "./claims-validation.js";
import { rejectToken, type TokenCheck } from "./token-check.js";
import type { OnTokenCheck, CheckMethod } from "./observer.js";
import { createIntrospect, createIntrospectionCheck } from "./introspection-check.js";
import { createIdTokenCheck, createJwtCheck } from "./jwt-check.js";
import { createCachedCheck, type CachedCheck } from "./cached-check.js";
import { createSigningKeys } from "./jwks.js";
import { createUserinfoCheck } from "./userinfo-check.js";

/** The enabled token checks by method. */
export type TokenChecks = Readonly<Partial<Record<CheckMethod, CachedCheck | undefined>>>;

export interface TokenCheckSet {
  readonly checks: TokenChecks;
  /** Fetches the signing keys if JWTs are accepted. */
  readonly preload: () => Promise<void>;
}

export interface TokenChecksOptions extends ClaimsValidatorOptions {
  readonly acceptTokens: readonly (keyof TokenChecks)[];
  /** Introspection credentials; without them there is no introspection. */
  readonly introspection: Reloadable<ClientCredentials> | undefined;
  /** Whether to introspect valid JWTs too: a revoked JWT still has a valid signature. */
  readonly introspectsJwts: boolean;
  /** How long a valid token is cached; 0: not at all. */
  readonly tokenCacheMs: number;
  readonly onCheck: OnTokenCheck;
  readonly clock: Clock;
}

/** A JWT's signature does not change. Each use of a cached JWT checks that its key is still published. */
const maxJwtCacheMs = 5 * 60 * 1000;
/** Maximum time until a revoked JWT is noticed, if the service user may act for its caller. */
const maxIntrospectionAgeMs = 30_000;

/** The calls to ZITADEL that the checks need. */
export interface TokenCheckCalls {
  readonly http: ZitadelClient;
  readonly discovery: GetEndpoints;
  readonly userinfo: Userinfo;
}

/** Creates the checks of `acceptTokens`. */
export function createTokenChecks(
  { http, discovery, userinfo }: TokenCheckCalls,
  options: TokenChecksOptions,
): TokenCheckSet {
  const { issuer, acceptTokens, tokenCacheMs, introspectsJwts, onCheck, clock } = options;
  const validator = createClaimsValidator(options);
  const introspectionCheck = createIntrospection(http, discovery, options, validator);
  const keys = createSigningKeys(async () => {
    const response = await http.send({ kind: "keys", url: (await discovery()).jwks });
    if (response.status !== 200 || response.body === undefined) throw toOidcFailure(response);
    return response.body;
  }, clock);
  const verify = createJwtCheck(validator, { keys, issuer, clock });
  const cached = (method: CheckMethod, check: TokenCheck, maxTtlMs: number): CachedCheck =>
    createCachedCheck({ method, check, ttlMs: tokenCacheMs === 0 ? 0 : maxTtlMs, onCheck, clock });
  const checks: Readonly<Record<CheckMethod, CachedCheck | undefined>> = {
    jwt:
      introspectionCheck !== undefined && introspectsJwts
        ? cached(
            "jwt",
            verifyThenIntrospect(verify, introspectionCheck),
            Math.min(tokenCacheMs, maxIntrospectionAgeMs),
          )
        : cached("jwt", verify, maxJwtCacheMs),
    id_token: cached("id_token", createIdTokenCheck(validator, { keys, issuer, clock }), maxJwtCacheMs),
    introspection: introspectionCheck && cached("introspection", introspectionCheck, tokenCacheMs),
    userinfo: cached("userinfo", createUserinfoCheck(userinfo), tokenCacheMs),
  };
  return {
    checks: Object.fromEntries(acceptTokens.map((method) => [method, checks[method]])),
    preload: async () => {
      if (acceptTokens.some((method) => method === "jwt" || method === "id_token")) await keys.preload();
    },
  };
}

function createIntrospection(
  http: ZitadelClient,
  discovery: GetEndpoints,
  { issuer, introspection, clock }: TokenChecksOptions,
  validator: ClaimsValidator,
): TokenCheck | undefined {
  if (introspection === undefined) return undefined;
  const client = createClientAuthentication(introspection, issuer, clock);
  return createIntrospectionCheck(createIntrospect(http, discovery, client), validator);
}

/** Introspects a JWT after its signature is verified: roles are then current, not those of the login. */
function verifyThenIntrospect(verify: TokenCheck, introspect: TokenCheck): TokenCheck {
  return async (token) => {
    const verified = await verify(token);
    const introspected = await introspect(token);
    if (verified.caller.id !== introspected.caller.id)
      throw rejectToken("belongs to another user according to its introspection");
    const expiries = [verified.expiresAt, introspected.expiresAt].filter((end) => end !== undefined);
    return {
      caller: { ...introspected.caller, metadataClaim: verified.caller.metadataClaim },
      expiresAt: expiries.length === 0 ? undefined : Math.min(...expiries),
      ...(verified.isStillValid && { isStillValid: verified.isStillValid }),
    };
  };
}
