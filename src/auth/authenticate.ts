import type { Caller } from "../metadata/caller.js";
import { parseBearerToken } from "./authorization.js";
import { rejectToken } from "./token-check.js";
import type { CachedCheck } from "./cached-check.js";
import type { TokenChecks } from "./token-checks.js";
import { detectTokenShape, type TokenShape } from "./token-shape.js";

/** From an `Authorization` header to who is asking; null without a token. `isFresh`: what is remembered of it does not count. */
export type Authenticate = (authorization: string | undefined, isFresh: boolean) => Promise<Caller | null>;

/** Nobody's access token is as long; what is longer is not even hashed. */
const longestToken = 64 * 1024;

/**
 * The token's shape picks the way, and what that way says is final: a second one would only widen what gets in. `asksAfresh`:
 * whether writes go by something else than the caller's own token, so that ZITADEL would not notice that it was revoked.
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
  const accepted = jwt === undefined ? "ID tokens" : "JWT access tokens";

  return async (authorization, isFresh) => {
    const token = parseBearerToken(authorization);
    if (token === null) return null;
    if (token.reveal().length > longestToken)
      throw rejectToken(`it is longer than ${longestToken} characters`);
    const shape = detectTokenShape(token.reveal());
    // Nothing needs to be verified for a refusal.
    if (shape === "id_token" && idToken === undefined) {
      throw rejectToken("it is an ID token or the like; send the access token of the same login");
    }
    const check = checksByShape[shape];
    if (check !== undefined) return (await check(token, isFresh && recheckOnWrite)).caller;
    const found = shape === "opaque" ? "opaque" : "an access token";
    throw rejectToken(`it is ${found}, and this subgraph is configured for ${accepted} only`);
  };
}
