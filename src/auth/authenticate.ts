import type { Caller } from "../metadata/access.js";
import { readAuthorization } from "./authorization.js";
import { refused, type TokenCheck } from "./check.js";
import { isJwt } from "./token-shape.js";

/** The ways to check a token that are switched on. */
export interface TokenChecks {
  readonly jwt?: TokenCheck | undefined;
  readonly introspection?: TokenCheck | undefined;
  readonly userinfo?: TokenCheck | undefined;
}

/** From an `Authorization` header to who is asking; null without a token. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller | null>;

/** The token's shape picks the way, and what that way says is final: a second one would only widen what gets in. */
export function createAuthenticate({ jwt, introspection, userinfo }: TokenChecks): Authenticate {
  return async (authorization) => {
    const accessToken = readAuthorization(authorization);
    if (accessToken === null) return null;
    const asksZitadel = introspection ?? userinfo;
    if (jwt !== undefined && isJwt(accessToken.reveal())) return jwt(accessToken);
    if (asksZitadel !== undefined) return asksZitadel(accessToken);
    throw refused("it is opaque, and this subgraph is configured for JWT access tokens only");
  };
}
