import type { Clock } from "../lib/clock.js";
import type { ClientCredentials, Reloadable } from "../lib/credentials.js";
import { createClientAuthentication } from "../zitadel/oidc/client-authentication.js";
import type { GetEndpoints } from "../zitadel/oidc/discovery.js";
import type { ZitadelClient } from "../zitadel/client/client.js";
import { toOidcFailure } from "../zitadel/client/errors.js";
import type { ServiceToken } from "../zitadel/oidc/service-token.js";
import type { Userinfo } from "../zitadel/oidc/userinfo.js";
import { type ClaimsValidator, type AdmissionOptions, createAdmission } from "./claims-validation.js";
import { rejectToken, type TokenCheck } from "./token-check.js";
import type { OnTokenCheck, CheckMethod } from "./observer.js";
import { createIntrospect, createIntrospectionCheck } from "./introspection-check.js";
import { createIdTokenCheck, createJwtCheck } from "./jwt-check.js";
import { createCachedCheck, type CachedCheck } from "./cached-check.js";
import { createSigningKeys } from "./jwks.js";
import { verifyOwnCredentials } from "./self-testing-introspection.js";
import { createUserinfoCheck } from "./userinfo-check.js";

/** The ways to check a token that are switched on. */
export type TokenChecks = Readonly<Partial<Record<CheckMethod, CachedCheck | undefined>>>;

export interface TokenCheckSet {
  readonly checks: TokenChecks;
  /** What checks need of ZITADEL beforehand is read, once: the keys, where JWTs are taken. */
  readonly ready: () => Promise<void>;
}

export interface TokenChecksOptions extends AdmissionOptions {
  readonly acceptTokens: readonly (keyof TokenChecks)[];
  /** Who asks about tokens; without it there is no introspection. */
  readonly introspection: Reloadable<ClientCredentials> | undefined;
  /** Whether a JWT that verifies is to be asked about as well: one that was revoked still verifies. */
  readonly introspectsJwts: boolean;
  /** How long an accepted token is not asked about again; 0: never remembered. */
  readonly tokenCacheMs: number;
  /** That of our own service user, where there is one. */
  readonly serviceToken: ServiceToken | undefined;
  readonly watch: OnTokenCheck;
  readonly clock: Clock;
}

/** A JWT's signature does not change; that its key is still published is looked at every time. */
const verifiedMs = 5 * 60 * 1000;
/** Where our own service user may act for it, a JWT that was revoked is noticed after so long at most. */
const maxIntrospectionAgeMs = 30_000;

/** What is asked of ZITADEL about tokens. */
export interface TokenCheckCalls {
  readonly http: ZitadelClient;
  readonly discovery: GetEndpoints;
  readonly userinfo: Userinfo;
}

/** The checks that are switched on. */
export function createTokenChecks(
  { http, discovery, userinfo }: TokenCheckCalls,
  options: TokenChecksOptions,
): TokenCheckSet {
  const { issuer, acceptTokens, tokenCacheMs, introspectsJwts, watch, clock } = options;
  const admission = createAdmission(options);
  const ask = createIntrospection(http, discovery, options, admission);
  const keys = createSigningKeys(async () => {
    const answer = await http.send({ kind: "keys", url: (await discovery()).jwks });
    if (answer.status !== 200 || answer.body === undefined) throw toOidcFailure(answer);
    return answer.body;
  }, clock);
  const verify = createJwtCheck(admission, { keys, issuer, clock });
  const remembered = (way: CheckMethod, check: TokenCheck, mostMs: number): CachedCheck =>
    createCachedCheck(
      check,
      tokenCacheMs === 0 ? 0 : mostMs,
      (source, outcome) => {
        watch(way, source, outcome);
      },
      clock,
    );
  const checks: Readonly<Record<CheckMethod, CachedCheck | undefined>> = {
    jwt:
      ask !== undefined && introspectsJwts
        ? remembered("jwt", verifyThenIntrospect(verify, ask), Math.min(tokenCacheMs, maxIntrospectionAgeMs))
        : remembered("jwt", verify, verifiedMs),
    id_token: remembered("id_token", createIdTokenCheck(admission, { keys, issuer, clock }), verifiedMs),
    introspection: ask && remembered("introspection", ask, tokenCacheMs),
    userinfo: remembered("userinfo", createUserinfoCheck(userinfo), tokenCacheMs),
  };
  return {
    checks: Object.fromEntries(acceptTokens.map((way) => [way, checks[way]])),
    ready: async () => {
      if (acceptTokens.some((way) => way === "jwt" || way === "id_token")) await keys.preload();
    },
  };
}

function createIntrospection(
  http: ZitadelClient,
  discovery: GetEndpoints,
  { issuer, introspection, serviceToken, clock }: TokenChecksOptions,
  admission: ClaimsValidator,
): TokenCheck | undefined {
  if (introspection === undefined) return undefined;
  const client = createClientAuthentication(introspection, issuer, clock);
  const introspect = createIntrospect(http, discovery, client);
  const isSuspicious = introspection.value.kind === "key" && serviceToken !== undefined;
  return createIntrospectionCheck(
    isSuspicious
      ? verifyOwnCredentials(introspect, { ownToken: serviceToken, key: client, clock })
      : introspect,
    admission,
  );
}

/** Whose token verifies is asked about; roles and the rest are as ZITADEL says now, not as they were at login. */
function verifyThenIntrospect(verify: TokenCheck, ask: TokenCheck): TokenCheck {
  return async (token) => {
    const verified = await verify(token);
    const accepted = await ask(token);
    if (verified.caller.id !== accepted.caller.id)
      throw rejectToken("ZITADEL says that it is somebody else's");
    const ends = [verified.expiresAt, accepted.expiresAt].filter((end) => end !== undefined);
    return {
      caller: { ...accepted.caller, metadataClaim: verified.caller.metadataClaim },
      expiresAt: ends.length === 0 ? undefined : Math.min(...ends),
      ...(verified.isStillValid && { isStillValid: verified.isStillValid }),
    };
  };
}
