import type { Caller } from "../metadata/caller.js";
import { parseBearerToken } from "./authorization.js";
import { rejectToken } from "./token-check.js";
import type { CachedCheck } from "./cached-check.js";
import type { TokenChecks } from "./token-checks.js";
import { detectTokenShape, type TokenShape } from "./token-shape.js";

/**
 * Resolves an `Authorization` header to the caller; null without a token. `bypassCache`: validate the token
 * anew.
 */
export type Authenticate = (
  authorization: string | undefined,
  bypassCache: boolean,
) => Promise<Caller | null>;

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
