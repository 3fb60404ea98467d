import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { type ClaimsValidator, metadataClaims } from "./claims-validation.js";
import { rejectToken, type TokenCheck } from "./token-check.js";
import { type SigningKeys, invalidKeySet } from "./jwks.js";

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
export function createJwtCheck(admission: ClaimsValidator, options: VerifyOptions): TokenCheck {
  return async (token) => {
    const { payload, isStillGood } = await verify(token.reveal(), "access token", options);
    return { ...admission.validate(token, payload, metadataClaims(payload)), isStillValid: isStillGood };
  };
}

/** Checks ID tokens: whose bearer may see what they say of themselves, and nothing else. */
export function createIdTokenCheck(admission: ClaimsValidator, options: VerifyOptions): TokenCheck {
  return async (token) => {
    const { payload, isStillGood } = await verify(token.reveal(), "ID token", options);
    const accepted = admission.validate(token, payload, metadataClaims(payload));
    const caller = {
      ...accepted.caller,
      roles: new Map<string, ReadonlySet<string>>(),
      hasOnlyIdToken: true,
    };
    return { ...accepted, caller, isStillValid: isStillGood };
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
      throw rejectToken("it was issued by another ZITADEL than this subgraph's");
    const { payload, protectedHeader } = await jwtVerify(token, keys.getKey, {
      issuer,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.unixMs()),
      requiredClaims: [...has],
    });
    const foreign = hasNot.find((claim) => payload[claim] !== undefined);
    if (foreign !== undefined) throw rejectToken(`it has the claim ${foreign}, so it is no ${kind}`);
    return { payload, isStillGood: () => keys.has(protectedHeader.kid ?? "") };
  } catch (error) {
    throw failureOf(error);
  }
}

/** jose's errors: what is wrong with the token is its bearer's fault, what is wrong with the keys is not. */
function failureOf(error: unknown): unknown {
  if (error instanceof Failure) return error;
  if (error instanceof errors.JWTExpired) return rejectToken("it has expired", error);
  if (error instanceof errors.JWTClaimValidationFailed)
    return rejectToken(`its claim ${error.claim} is not right`, error);
  if (error instanceof errors.JWKSNoMatchingKey)
    return rejectToken("it is signed with a key that ZITADEL does not publish", error);
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return rejectToken("its signature is wrong", error);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return rejectToken("its algorithm is none that ZITADEL signs with", error);
  if (error instanceof errors.JOSENotSupported)
    return rejectToken("its header demands what is not supported", error);
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return rejectToken("it is malformed", error);
  // A key that cannot verify (too short, say) is no JOSE error.
  if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) {
    return invalidKeySet(error);
  }
  return error;
}
