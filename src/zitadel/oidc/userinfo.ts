import { Failure } from "../../lib/failure.js";
import type { Secret } from "../../lib/secret.js";
import { withSignal } from "../../lib/with-signal.js";
import type { Caller } from "../../metadata/caller.js";
import type { CallOptions } from "../../metadata/source.js";
import type { ZitadelResponse, ZitadelCall } from "../client/call.js";
import type { GetEndpoints } from "./discovery.js";
import type { ZitadelClient } from "../client/client.js";
import { cancelled } from "../client/transport-error.js";
import { toOidcFailure } from "../client/errors.js";
import type { Coalescer } from "../client/coalesce.js";
import { isObject } from "../codec.js";

export type Claims = Readonly<Record<string, unknown>>;

/** A request of a caller's that asks with the caller's own token. */
export interface CallerCallOptions extends CallOptions {
  readonly credential: Caller;
}

/** The claims of userinfo for an access token. Throws UNAUTHENTICATED for a token that ZITADEL does not accept. */
export type UserClaims = Promise<Claims & { readonly sub: string }>;

export interface Userinfo {
  /** For a caller who is known, and shared by the requests that want it at the same time. */
  readonly getForCaller: (asking: CallerCallOptions) => UserClaims;
  /** For whoever the token is of. */
  readonly get: (accessToken: Secret) => UserClaims;
}

export function createUserinfo(
  http: ZitadelClient,
  discovery: GetEndpoints,
  sharedReads: Coalescer,
): Userinfo {
  const callOf = (url: string, accessToken: Secret): ZitadelCall => ({
    kind: "userinfo",
    url,
    authorization: { scheme: "Bearer", credentials: accessToken },
  });

  return {
    async getForCaller(asking) {
      const { id, accessToken } = asking.credential;
      const { userinfo } = await withSignal(asking.signal, discovery(), () => cancelled(false));
      const call = callOf(userinfo, accessToken);
      const read = { kind: call.kind, ownerId: id, token: accessToken.reveal(), key: userinfo };
      return parseClaims(await sharedReads.read(read, asking, (askers) => http.send({ ...call, askers })));
    },
    async get(accessToken) {
      const { userinfo } = await discovery();
      return parseClaims(await http.send(callOf(userinfo, accessToken)));
    },
  };
}

function parseClaims(answer: ZitadelResponse): Claims & { readonly sub: string } {
  if (answer.status === 401) {
    throw new Failure(
      "UNAUTHENTICATED",
      "ZITADEL does not accept this access token: it has expired, was revoked, or is none.",
    );
  }
  if (answer.status !== 200) throw toOidcFailure(answer);
  if (answer.isTooLarge) {
    throw new Failure("REQUEST_TOO_LARGE", "ZITADEL's userinfo answer is larger than this subgraph reads.");
  }
  const claims = answer.body;
  if (!isObject(claims) || typeof claims["sub"] !== "string") {
    throw new Failure("UPSTREAM_INVALID_RESPONSE", "ZITADEL's userinfo answer has no subject.");
  }
  return { ...claims, sub: claims["sub"] };
}
