import { Failure } from "../lib/failure.js";
import { Secret } from "../lib/secret.js";
import type { Caller } from "../metadata/caller.js";
import type { CachedCheck } from "./cached-check.js";
import { rejectToken } from "./token-check.js";

/**
 * Resolves an `Authorization` header to the caller; null without a token. `bypassCache`: validate the token
 * anew. Returns no promise if the result is cached.
 */
export type Authenticate = (
  authorization: string | undefined,
  bypassCache: boolean,
) => Caller | null | Promise<Caller>;

/** RFC 6750 section 2.1; the scheme is case-insensitive (RFC 9110 section 11.1). */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** Longer tokens are rejected before they are hashed; no real access token is as long. */
const maxTokenLength = 64 * 1024;

/**
 * `recheckOnWrite`: validate the token anew for writes. Needed if writes may use the service user's token,
 * since ZITADEL then does not see that the caller's token was revoked.
 */
export function createAuthenticate(check: CachedCheck, recheckOnWrite: boolean): Authenticate {
  return (authorization, bypassCache) => {
    const token = parseBearerToken(authorization);
    if (token === null) return null;
    if (token.reveal().length > maxTokenLength) {
      throw rejectToken(`is longer than ${maxTokenLength} characters`, {
        remedy: "Request fewer scopes at login.",
      });
    }
    return check(token, bypassCache && recheckOnWrite);
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
