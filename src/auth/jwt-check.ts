import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { type Admission, metadataIn } from "./admission.js";
import { refused, type TokenCheck } from "./check.js";
import { type SigningKeys, unusableKeys } from "./signing-keys.js";

/** What ZITADEL signs with. A key of its JWKS names its own algorithm: a token cannot choose another for it. */
const algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"];
const clockToleranceSeconds = 30;

export interface VerifyOptions {
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly clock: Clock;
}

/** What a token of each kind always has, and what it never has: issuer, type and audience are the same for all. */
const kinds = {
  "access token": {
    has: ["exp", "iat", "nbf", "jti", "client_id", "sub"],
    hasNot: ["azp", "at_hash", "c_hash", "nonce", "sid", "auth_time", "events"],
  },
  "ID token": { has: ["exp", "iat", "azp", "client_id", "sub"], hasNot: ["nbf", "jti", "events"] },
} as const;

/** Checks JWT access tokens by ZITADEL's published keys (RFC 7519, RFC 9068 where ZITADEL follows it). */
export function createJwtCheck(admission: Admission, options: VerifyOptions): TokenCheck {
  return async (token) => {
    const { payload, isStillGood } = await verify(token.reveal(), "access token", options);
    return { ...admission.admit(token, payload, metadataIn(payload)), isStillGood };
  };
}

/** Checks ID tokens: whose bearer may see what they say of themselves, and nothing else. */
export function createIdTokenCheck(admission: Admission, options: VerifyOptions): TokenCheck {
  return async (token) => {
    const { payload, isStillGood } = await verify(token.reveal(), "ID token", options);
    const accepted = admission.admit(token, payload, metadataIn(payload));
    const caller = {
      ...accepted.caller,
      roles: new Map<string, ReadonlySet<string>>(),
      hasOnlyIdToken: true,
    };
    return { ...accepted, caller, isStillGood };
  };
}

async function verify(
  token: string,
  kind: keyof typeof kinds,
  { keys, issuer, clock }: VerifyOptions,
): Promise<{ payload: JWTPayload; isStillGood: () => boolean }> {
  const { has, hasNot } = kinds[kind];
  try {
    // Another ZITADEL's key ids are not looked for among ours.
    if (decodeJwt(token).iss !== issuer)
      throw refused("it was issued by another ZITADEL than this subgraph's");
    const { payload, protectedHeader } = await jwtVerify(token, keys.keyFor, {
      issuer,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.unixMs()),
      requiredClaims: [...has],
    });
    const foreign = hasNot.find((claim) => payload[claim] !== undefined);
    if (foreign !== undefined) throw refused(`it has the claim ${foreign}, so it is no ${kind}`);
    return { payload, isStillGood: () => keys.has(protectedHeader.kid ?? "") };
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
  // A key that cannot verify (too short, say) is no JOSE error.
  if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) {
    return unusableKeys(error);
  }
  return error;
}
