import type { Discovery } from "../zitadel/discovery.js";
import type { ZitadelHttp } from "../zitadel/http.js";
import { createUserinfo } from "../zitadel/userinfo.js";
import type { TokenChecks } from "./authenticate.js";
import { type ClientCredentials, createClientAuthentication } from "./client-authentication.js";
import { createIntrospectionCheck } from "./introspection-check.js";
import { createJwtCheck } from "./jwt-check.js";
import { createUserinfoCheck } from "./userinfo-check.js";

export interface TokenChecksOptions {
  readonly issuer: string;
  /** One of these must be in a token's `aud`. */
  readonly audience: readonly string[];
  readonly acceptTokens: readonly (keyof TokenChecks)[];
  /** Who asks about tokens; without it there is no introspection. */
  readonly introspection: ClientCredentials | undefined;
}

/** The checks that are switched on. */
export function createTokenChecks(
  http: ZitadelHttp,
  discovery: Discovery,
  { issuer, audience, acceptTokens, introspection }: TokenChecksOptions,
): TokenChecks {
  const accepts = (way: keyof TokenChecks): boolean => acceptTokens.includes(way);
  return {
    jwt: accepts("jwt") ? createJwtCheck(http, discovery, { issuer, audience }) : undefined,
    introspection:
      accepts("introspection") && introspection !== undefined
        ? createIntrospectionCheck(http, discovery, {
            issuer,
            audience,
            authenticateClient: createClientAuthentication(introspection, issuer),
          })
        : undefined,
    userinfo: accepts("userinfo") ? createUserinfoCheck(createUserinfo(http, discovery)) : undefined,
  };
}
