import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";
import { Failure } from "../lib/failure.js";
import { refreshing } from "../lib/refreshing.js";
import type { Discovery } from "../zitadel/discovery.js";
import type { ZitadelHttp } from "../zitadel/http.js";
import { oidcFailureOf } from "../zitadel/refusal.js";
import { metadataScope } from "../zitadel/wire.js";
import { refused, requireAudience, type TokenCheck } from "./check.js";

export interface JwtCheckOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** What ZITADEL signs with. A key of its JWKS names its own algorithm: a token cannot choose another for it. */
const algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"];
const clockToleranceSeconds = 30;

/** What an access token always has, and an ID or logout token of the same issuer, type and audience never. */
const accessTokenClaims = ["exp", "iat", "nbf", "jti", "client_id", "sub"];
const otherTokensClaims = ["azp", "at_hash", "c_hash", "nonce", "sid", "auth_time", "events"];

/** Checks JWT access tokens by ZITADEL's published keys (RFC 7519, RFC 9068 where ZITADEL follows it). */
export function createJwtCheck(
  http: ZitadelHttp,
  discovery: Discovery,
  { issuer, audience }: JwtCheckOptions,
): TokenCheck {
  const keys = createKeys(http, discovery);

  return async (accessToken) => {
    const claims = await verify(accessToken.reveal(), keys, issuer);
    const foreign = otherTokensClaims.find((claim) => claims[claim] !== undefined);
    if (foreign !== undefined)
      throw refused(`it has the claim ${foreign}, so it is an ID token or the like and no access token`);
    requireAudience(claims.aud, audience);
    if (claims.sub === undefined || claims.sub === "") throw refused("it has no subject");
    return {
      id: claims.sub,
      accessToken,
      // The claim is there when its scope was granted and there was metadata; its absence can mean either.
      hasMetadataScope: claims[metadataScope] === undefined ? undefined : true,
      metadataClaim: claims[metadataScope],
    };
  };
}

async function verify(token: string, keys: JWTVerifyGetKey, issuer: string): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: accessTokenClaims,
    });
    return payload;
  } catch (error) {
    throw failureOf(error);
  }
}

/** jose's errors: what is wrong with the token is its bearer's fault, what is wrong with the keys is not. */
function failureOf(error: unknown): unknown {
  if (error instanceof Failure) return error;
  if (error instanceof errors.JWTExpired) return refused("it has expired", error);
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(`its claim ${error.claim} is not right`, error);
  if (error instanceof errors.JWKSNoMatchingKey)
    return refused("it is signed with a key that ZITADEL does not publish", error);
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused("its signature is wrong", error);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return refused("its algorithm is none that ZITADEL signs with", error);
  if (error instanceof errors.JOSENotSupported)
    return refused("its header demands what is not supported", error);
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return refused("it is malformed", error);
  if (error instanceof errors.JOSEError) {
    return new Failure(
      "UPSTREAM_MALFORMED",
      "ZITADEL's signing keys cannot be used to check access tokens.",
      {},
      { cause: error },
    );
  }
  return error;
}

/** ZITADEL's keys, fetched when first needed and when a token names one that we have not seen, at most once in 30 s. */
function createKeys(http: ZitadelHttp, discovery: Discovery): JWTVerifyGetKey {
  const keySet = refreshing(async () => {
    const { jwks } = await discovery();
    const value = createRemoteJWKSet(new URL(jwks), {
      [customFetch]: async (url) => {
        const answer = await http.send({ url });
        if (answer.status !== 200 || answer.body === undefined) throw oidcFailureOf(answer);
        return new Response(JSON.stringify(answer.body));
      },
    });
    return { value, expiresAt: Number.POSITIVE_INFINITY };
  });
  return async (header, token) => (await keySet())(header, token);
}
