import { Failure } from "../lib/failure.js";
import { Secret } from "../lib/secret.js";
import type { Caller } from "../metadata/caller.js";
import { rejectToken, detectTokenShape, type TokenShape } from "./token-check.js";
import type { CachedCheck } from "./cached-check.js";
import type { TokenChecks } from "./token-checks.js";

/**
 * Resolves an `Authorization` header to the caller; null without a token. `bypassCache`: validate the token
 * anew.
 */
export type Authenticate = (
  authorization: string | undefined,
  bypassCache: boolean,
) => Promise<Caller | null>;

/** RFC 6750 section 2.1; the scheme is case-insensitive (RFC 9110 section 11.1). */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** Longer tokens are rejected before they are hashed; no real access token is as long. */
const maxTokenLength = 64 * 1024;

/**
 * The token's shape selects the check, and its result is final: a second check would only accept more tokens.
 * `recheckOnWrite`: validate the token anew for writes. Needed if writes may use the service user's token,
 * since ZITADEL then does not see that the caller's token was revoked.
 */
export function createAuthenticate(
  { jwt, id_token: idToken, introspection, userinfo }: TokenChecks,
  recheckOnWrite: boolean,
): Authenticate {
  const remoteCheck = introspection ?? userinfo;
  const checksByShape: Readonly<Record<TokenShape, CachedCheck | undefined>> = {
    opaque: remoteCheck,
    jwt: jwt ?? remoteCheck,
    id_token: idToken,
  };
  const acceptedKind = jwt === undefined ? "ID tokens" : "JWT access tokens";

  return async (authorization, bypassCache) => {
    const token = parseBearerToken(authorization);
    if (token === null) return null;
    if (token.reveal().length > maxTokenLength) {
      throw rejectToken(`is longer than ${maxTokenLength} characters`, {
        remedy: "Request fewer scopes at login.",
      });
    }
    const shape = detectTokenShape(token.reveal());
    // Reject by shape alone; no need to verify the signature.
    if (shape === "id_token" && idToken === undefined) {
      throw rejectToken("looks like an ID token", { remedy: "Send the access token of the same login." });
    }
    const check = checksByShape[shape];
    if (check !== undefined) return (await check(token, bypassCache && recheckOnWrite)).caller;
    const actualKind = shape === "opaque" ? "opaque" : "not an ID token";
    throw rejectToken(`is ${actualKind}`, { remedy: `This subgraph accepts only ${acceptedKind}.` });
  };
}

/**
 * The access token of an `Authorization` header; null without a header. Throws UNAUTHENTICATED for any other
 * content.
 */
function parseBearerToken(header: string | undefined): Secret | null {
  if (header === undefined || header.trim() === "") return null;
  const token = bearer.exec(header)?.[1];
  if (token !== undefined) return new Secret(token);
  throw new Failure(
    "UNAUTHENTICATED",
    "The Authorization header is not of the form `Bearer <access token>`.",
  );
}
