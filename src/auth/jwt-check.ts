import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { type ClaimsValidator, metadataClaims } from "./claims-validation.js";
import { rejectIssuer, rejectToken, type TokenCheck } from "./token-check.js";
import { type SigningKeys, invalidKeySet } from "./jwks.js";

/**
 * ZITADEL's signing algorithms. Each key of its JWKS names its algorithm: a token cannot choose another one.
 */
const algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"];
const clockToleranceSeconds = 30;

export interface VerifyOptions {
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly clock: Clock;
}

/**
 * Claims that tell the kinds of tokens apart: issuer, type and audience do not. Actions in ZITADEL can add
 * claims to both kinds, but cannot remove or replace those that ZITADEL sets. Every ID token has `azp`, and
 * every access token `jti` and `nbf`. Access tokens may therefore have `sid`, `nonce` or `auth_time`.
 */
const kinds = {
  "access token": {
    // Not client_id: ZITADEL releases before September 2024 leave it out.
    requiredClaims: ["exp", "iat", "nbf", "jti", "sub"],
    forbiddenClaims: ["azp", "at_hash", "c_hash", "events"],
  },
  "ID token": {
    requiredClaims: ["exp", "iat", "azp", "client_id", "sub"],
    forbiddenClaims: ["nbf", "jti", "events"],
  },
} as const;

/**
 * Checks JWT access tokens against ZITADEL's published keys (RFC 7519, and RFC 9068 where ZITADEL follows
 * it).
 */
export function createJwtCheck(validator: ClaimsValidator, options: VerifyOptions): TokenCheck {
  return async (token) => {
    const { payload, isStillValid } = await verify(token.reveal(), "access token", options);
    return { ...validator.validate(token, payload, metadataClaims(payload)), isStillValid };
  };
}

/** Checks ID tokens. Their bearers may read what the token itself contains, and nothing else. */
export function createIdTokenCheck(validator: ClaimsValidator, options: VerifyOptions): TokenCheck {
  return async (token) => {
    const { payload, isStillValid } = await verify(token.reveal(), "ID token", options);
    const accepted = validator.validate(token, payload, metadataClaims(payload));
    const caller = {
      ...accepted.caller,
      roles: new Map<string, ReadonlySet<string>>(),
      hasOnlyIdToken: true,
    };
    return { ...accepted, caller, isStillValid };
  };
}

async function verify(
  token: string,
  kind: keyof typeof kinds,
  { keys, issuer, clock }: VerifyOptions,
): Promise<{ payload: JWTPayload; isStillValid: () => boolean }> {
  const { requiredClaims, forbiddenClaims } = kinds[kind];
  try {
    // Checked first: key ids of another ZITADEL must not trigger a fetch of the keys.
    if (decodeJwt(token).iss !== issuer) throw rejectIssuer();
    const { payload, protectedHeader } = await jwtVerify(token, keys.getKey, {
      issuer,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.unixMs()),
      requiredClaims: [...requiredClaims],
    });
    const forbidden = forbiddenClaims.find((claim) => payload[claim] !== undefined);
    if (forbidden !== undefined) {
      throw rejectToken(`has the claim ${forbidden}, so it is not an ${kind}`, {
        remedy: `Send an ${kind}.`,
      });
    }
    return { payload, isStillValid: () => keys.has(protectedHeader.kid ?? "") };
  } catch (error) {
    throw toFailure(error);
  }
}

/** Translates jose's errors: an invalid token is UNAUTHENTICATED, invalid keys are not. */
function toFailure(error: unknown): unknown {
  if (error instanceof Failure) return error;
  if (error instanceof errors.JWTExpired) return rejectToken("has expired", { cause: error });
  if (error instanceof errors.JWTClaimValidationFailed && isNotYetValid(error)) {
    return rejectToken("is not valid yet (claim nbf)", {
      remedy: "If it was just issued, the clock of this subgraph's machine is behind that of ZITADEL.",
      cause: error,
    });
  }
  if (error instanceof errors.JWTClaimValidationFailed)
    return rejectToken(`has no valid claim ${error.claim}`, { cause: error });
  if (error instanceof errors.JWKSNoMatchingKey)
    return rejectToken("is signed with a key that ZITADEL does not publish", { cause: error });
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return rejectToken("has an invalid signature", { cause: error });
  if (error instanceof errors.JOSEAlgNotAllowed)
    return rejectToken("is signed with an algorithm that ZITADEL does not use", { cause: error });
  if (error instanceof errors.JOSENotSupported)
    return rejectToken("has a header that requires an unsupported feature", { cause: error });
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return rejectToken("is malformed", { cause: error });
  // A key that cannot verify, for example because it is too short, is a TypeError or DOMException.
  if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) {
    return invalidKeySet(error);
  }
  return error;
}

function isNotYetValid({ claim, reason }: errors.JWTClaimValidationFailed): boolean {
  return claim === "nbf" && reason === "check_failed";
}
