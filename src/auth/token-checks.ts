import type { Clock } from "../lib/clock.js";
import type { ClientCredentials, Reloadable } from "../lib/credentials.js";
import type { StartupCheck } from "../lib/startup-check.js";
import { createClientAuthentication } from "../zitadel/oidc/client-authentication.js";
import type { GetEndpoints } from "../zitadel/oidc/discovery.js";
import type { ZitadelClient } from "../zitadel/client/client.js";
import { toOidcFailure } from "../zitadel/client/errors.js";
import type { Userinfo } from "../zitadel/oidc/userinfo.js";
import { type ClaimsValidatorOptions, createClaimsValidator } from "./claims-validation.js";
import { rejectToken, type TokenCheck } from "./token-check.js";
import type { OnTokenCheck, CheckMethod } from "./observer.js";
import {
  createIntrospect,
  createIntrospectionCheck,
  introspectionStartupCheck,
} from "./introspection-check.js";
import { createIdTokenCheck, createJwtCheck } from "./jwt-check.js";
import { createCachedCheck, type CachedCheck } from "./cached-check.js";
import { createSigningKeys, signingKeysStartupCheck } from "./jwks.js";
import { type CheckByMethod, createSelectCheck, type TokenChecks } from "./select-check.js";
import { createUserinfoCheck } from "./userinfo-check.js";

export interface TokenCheckSet {
  readonly check: CachedCheck;
  /**
   * Fetches the signing keys if JWTs are accepted. If ZITADEL publishes none yet and opaque tokens are accepted
   * too, resolves without keys.
   */
  readonly preload: () => Promise<void>;
  readonly startupChecks: readonly StartupCheck[];
}

export interface TokenChecksOptions extends ClaimsValidatorOptions {
  readonly acceptTokens: readonly CheckMethod[];
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
  const { issuer, acceptTokens, introspection, tokenCacheMs, introspectsJwts, onCheck, clock } = options;
  const validator = createClaimsValidator(options);
  const introspect =
    introspection &&
    createIntrospect(http, discovery, createClientAuthentication(introspection, issuer, clock));
  const introspectionCheck = introspect && createIntrospectionCheck(introspect, validator);
  const keys = createSigningKeys(async () => {
    const response = await http.send({ kind: "keys", url: (await discovery()).jwks });
    if (response.status !== 200 || response.body === undefined) throw toOidcFailure(response);
    return response.body;
  }, clock);
  const verify = createJwtCheck(validator, { keys, issuer, clock });
  const checkBy = (method: CheckMethod, check: TokenCheck, maxTtlMs: number): CheckByMethod => ({
    method,
    check,
    ttlMs: tokenCacheMs === 0 ? 0 : maxTtlMs,
  });
  const checks: Readonly<Record<CheckMethod, CheckByMethod | undefined>> = {
    jwt:
      introspectionCheck !== undefined && introspectsJwts
        ? checkBy(
            "jwt",
            verifyThenIntrospect(verify, introspectionCheck),
            Math.min(tokenCacheMs, maxIntrospectionAgeMs),
          )
        : checkBy("jwt", verify, maxJwtCacheMs),
    id_token: checkBy("id_token", createIdTokenCheck(validator, { keys, issuer, clock }), maxJwtCacheMs),
    introspection: introspectionCheck && checkBy("introspection", introspectionCheck, tokenCacheMs),
    userinfo: checkBy("userinfo", createUserinfoCheck(userinfo), tokenCacheMs),
  };
  const accepts = (...methods: readonly CheckMethod[]): boolean =>
    methods.some((method) => acceptTokens.includes(method));
  const usesKeys = accepts("jwt", "id_token");
  const usesIntrospection = accepts("introspection") || (accepts("jwt") && introspectsJwts);
  const accepted: TokenChecks = Object.fromEntries(acceptTokens.map((method) => [method, checks[method]]));
  return {
    check: createCachedCheck({ select: createSelectCheck(accepted), onCheck, clock }),
    async preload() {
      if (usesKeys) await keys.preload({ allowsNone: accepts("introspection", "userinfo") });
    },
    startupChecks: [
      ...(introspect !== undefined && usesIntrospection ? [introspectionStartupCheck(introspect)] : []),
      ...(usesKeys ? [signingKeysStartupCheck(keys)] : []),
    ],
  };
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
