import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import { within } from "../lib/within.js";
import type { Caller } from "../metadata/caller.js";
import type { Asking } from "../metadata/source.js";
import type { ZitadelAnswer, ZitadelCall } from "./call.js";
import type { Discovery } from "./discovery.js";
import type { ZitadelHttp } from "./http.js";
import { abandoned } from "./no-answer.js";
import { oidcFailureOf } from "./refusal.js";
import type { SharedReads } from "./shared-reads.js";
import { isObject } from "./wire.js";

export type Claims = Readonly<Record<string, unknown>>;

/** A request of a caller's that asks with the caller's own token. */
export interface OwnAsking extends Asking {
  readonly credential: Caller;
}

/** The claims of userinfo for an access token. Throws UNAUTHENTICATED for a token that ZITADEL does not accept. */
export type UserClaims = Promise<Claims & { readonly sub: string }>;

export interface Userinfo {
  /** For a caller who is known, and shared by the requests that want it at the same time. */
  readonly ofCaller: (asking: OwnAsking) => UserClaims;
  /** For whoever the token is of. */
  readonly ofToken: (accessToken: Secret) => UserClaims;
}

export function createUserinfo(http: ZitadelHttp, discovery: Discovery, sharedReads: SharedReads): Userinfo {
  const callOf = (url: string, accessToken: Secret): ZitadelCall => ({
    kind: "userinfo",
    url,
    authorization: { scheme: "Bearer", credentials: accessToken },
  });

  return {
    async ofCaller(asking) {
      const { id, accessToken } = asking.credential;
      const { userinfo } = await within(asking.signal, discovery(), () => abandoned(false));
      const call = callOf(userinfo, accessToken);
      const read = { kind: call.kind, ownerId: id, token: accessToken.reveal(), question: userinfo };
      return claimsIn(await sharedReads.read(read, asking, (askers) => http.send({ ...call, askers })));
    },
    async ofToken(accessToken) {
      const { userinfo } = await discovery();
      return claimsIn(await http.send(callOf(userinfo, accessToken)));
    },
  };
}

function claimsIn(answer: ZitadelAnswer): Claims & { readonly sub: string } {
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
}
