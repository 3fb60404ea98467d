import type { Clock } from "../lib/clock.js";
import type { ClientCredentials, Renewable } from "../lib/credentials.js";
import { createClientAuthentication } from "../zitadel/client-authentication.js";
import type { Discovery } from "../zitadel/discovery.js";
import type { ZitadelHttp } from "../zitadel/http.js";
import { oidcFailureOf } from "../zitadel/refusal.js";
import type { ServiceToken } from "../zitadel/service-token.js";
import type { Userinfo } from "../zitadel/userinfo.js";
import { type Admission, type AdmissionOptions, createAdmission } from "./admission.js";
import { refused, type TokenCheck } from "./check.js";
import type { CheckWatch, CheckWay } from "./check-watch.js";
import { createIntrospect, createIntrospectionCheck } from "./introspection-check.js";
import { createIdTokenCheck, createJwtCheck } from "./jwt-check.js";
import { createRememberedCheck, type RememberedCheck } from "./remembered-check.js";
import { createSigningKeys } from "./signing-keys.js";
import { suspectAssertion } from "./suspicious-introspection.js";
import { createUserinfoCheck } from "./userinfo-check.js";

/** The ways to check a token that are switched on. */
export type TokenChecks = Readonly<Partial<Record<CheckWay, RememberedCheck | undefined>>>;

export interface CheckingTokens {
  readonly checks: TokenChecks;
  /** What checks need of ZITADEL beforehand is read, once: the keys, where JWTs are taken. */
  readonly ready: () => Promise<void>;
}

export interface TokenChecksOptions extends AdmissionOptions {
  readonly acceptTokens: readonly (keyof TokenChecks)[];
  /** Who asks about tokens; without it there is no introspection. */
  readonly introspection: Renewable<ClientCredentials> | undefined;
  /** Whether a JWT that verifies is to be asked about as well: one that was revoked still verifies. */
  readonly asksAboutJwts: boolean;
  /** How long an accepted token is not asked about again; 0: never remembered. */
  readonly tokenCacheMs: number;
  /** That of our own service user, where there is one. */
  readonly ownToken: ServiceToken | undefined;
  readonly watch: CheckWatch;
  readonly clock: Clock;
}

/** A JWT's signature does not change; that its key is still published is looked at every time. */
const verifiedMs = 5 * 60 * 1000;
/** Where our own service user may act for it, a JWT that was revoked is noticed after so long at most. */
const mostAskedMs = 30_000;

/** What is asked of ZITADEL about tokens. */
export interface TokenCheckCalls {
  readonly http: ZitadelHttp;
  readonly discovery: Discovery;
  readonly userinfo: Userinfo;
}

/** The checks that are switched on. */
export function createTokenChecks(
  { http, discovery, userinfo }: TokenCheckCalls,
  options: TokenChecksOptions,
): CheckingTokens {
  const { issuer, acceptTokens, tokenCacheMs, asksAboutJwts, watch, clock } = options;
  const admission = createAdmission(options);
  const ask = createAsk(http, discovery, options, admission);
  const keys = createSigningKeys(async () => {
    const answer = await http.send({ kind: "keys", url: (await discovery()).jwks });
    if (answer.status !== 200 || answer.body === undefined) throw oidcFailureOf(answer);
    return answer.body;
  }, clock);
  const verify = createJwtCheck(admission, { keys, issuer, clock });
  const remembered = (way: CheckWay, check: TokenCheck, mostMs: number): RememberedCheck =>
    createRememberedCheck(
      check,
      tokenCacheMs === 0 ? 0 : mostMs,
      (source, outcome) => {
        watch(way, source, outcome);
      },
      clock,
    );
  const checks: Readonly<Record<CheckWay, RememberedCheck | undefined>> = {
    jwt:
      ask !== undefined && asksAboutJwts
        ? remembered("jwt", verifyThenAsk(verify, ask), Math.min(tokenCacheMs, mostAskedMs))
        : remembered("jwt", verify, verifiedMs),
    id_token: remembered("id_token", createIdTokenCheck(admission, { keys, issuer, clock }), verifiedMs),
    introspection: ask && remembered("introspection", ask, tokenCacheMs),
    userinfo: remembered("userinfo", createUserinfoCheck(userinfo), tokenCacheMs),
  };
  return {
    checks: Object.fromEntries(acceptTokens.map((way) => [way, checks[way]])),
    ready: async () => {
      if (acceptTokens.some((way) => way === "jwt" || way === "id_token")) await keys.ready();
    },
  };
}

function createAsk(
  http: ZitadelHttp,
  discovery: Discovery,
  { issuer, introspection, ownToken, clock }: TokenChecksOptions,
  admission: Admission,
): TokenCheck | undefined {
  if (introspection === undefined) return undefined;
  const client = createClientAuthentication(introspection, issuer, clock);
  const introspect = createIntrospect(http, discovery, client);
  const isSuspicious = introspection.value.kind === "key" && ownToken !== undefined;
  return createIntrospectionCheck(
    isSuspicious ? suspectAssertion(introspect, { ownToken, key: client, clock }) : introspect,
    admission,
  );
}

/** Whose token verifies is asked about; roles and the rest are as ZITADEL says now, not as they were at login. */
function verifyThenAsk(verify: TokenCheck, ask: TokenCheck): TokenCheck {
  return async (token) => {
    const verified = await verify(token);
    const accepted = await ask(token);
    if (verified.caller.id !== accepted.caller.id) throw refused("ZITADEL says that it is somebody else's");
    const ends = [verified.expiresAt, accepted.expiresAt].filter((end) => end !== undefined);
    return {
      caller: { ...accepted.caller, metadataClaim: verified.caller.metadataClaim },
      expiresAt: ends.length === 0 ? undefined : Math.min(...ends),
      ...(verified.isStillGood && { isStillGood: verified.isStillGood }),
    };
  };
}
