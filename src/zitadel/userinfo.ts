import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { Discovery } from "./discovery.js";
import type { ZitadelHttp } from "./http.js";
import { oidcFailureOf } from "./refusal.js";
import { isObject } from "./wire.js";

export type Claims = Readonly<Record<string, unknown>>;

/** The claims of userinfo for an access token. Throws UNAUTHENTICATED for a token that ZITADEL does not accept. */
export type Userinfo = (
  accessToken: Secret,
  signal?: AbortSignal,
) => Promise<Claims & { readonly sub: string }>;

export function createUserinfo(http: ZitadelHttp, discovery: Discovery): Userinfo {
  return async (accessToken, signal) => {
    const { userinfo } = await discovery();
    const answer = await http.send({
      url: userinfo,
      authorization: { scheme: "Bearer", credentials: accessToken },
      ...(signal && { signal }),
    });
    if (answer.status === 401) {
      throw new Failure(
        "UNAUTHENTICATED",
        "ZITADEL does not accept this access token: it has expired, was revoked, or is none.",
      );
    }
    if (answer.status !== 200) throw oidcFailureOf(answer);
    if (answer.isTooLarge) {
      throw new Failure("REQUEST_TOO_LARGE", "ZITADEL's userinfo answer is larger than this subgraph reads.");
    }
    const claims = answer.body;
    if (!isObject(claims) || typeof claims["sub"] !== "string") {
      throw new Failure("UPSTREAM_MALFORMED", "ZITADEL's userinfo answer has no subject.");
    }
    return { ...claims, sub: claims["sub"] };
  };
}
