import { Failure } from "../../lib/failure.js";
import type { Secret } from "../../lib/secret.js";
import { withSignal } from "../../lib/with-signal.js";
import type { Caller } from "../../metadata/caller.js";
import type { CallOptions } from "../../metadata/source.js";
import type { ZitadelResponse, ZitadelCall } from "../client/call.js";
import type { GetEndpoints } from "./discovery.js";
import type { ZitadelClient } from "../client/client.js";
import { cancelled } from "../client/transport/transport-error.js";
import { toOidcFailure } from "../client/errors.js";
import { isObject } from "../codec.js";

export type Claims = Readonly<Record<string, unknown>>;

/** Options of a call that uses the caller's own token. */
export interface CallerCallOptions extends CallOptions {
  readonly credential: Caller;
}

/** The userinfo claims for an access token. Rejects with UNAUTHENTICATED if the token is not valid. */
export type UserClaims = Promise<Claims & { readonly sub: string }>;

export interface Userinfo {
  /** The claims of an authenticated caller. Concurrent requests of the same caller share one call. */
  readonly getForCaller: (options: CallerCallOptions) => UserClaims;
  /** The claims of the user that the token belongs to. */
  readonly get: (accessToken: Secret) => UserClaims;
}

export function createUserinfo(client: ZitadelClient, getEndpoints: GetEndpoints): Userinfo {
  const createCall = (url: string, accessToken: Secret): ZitadelCall => ({
    kind: "userinfo",
    url,
    authorization: { scheme: "Bearer", credentials: accessToken },
  });

  return {
    async getForCaller(options) {
      const { id, accessToken } = options.credential;
      const { userinfo } = await withSignal(options.signal, getEndpoints(), () => cancelled(false));
      const call = createCall(userinfo, accessToken);
      return parseClaims(await client.send({ ...call, userId: id }, options));
    },
    async get(accessToken) {
      const { userinfo } = await getEndpoints();
      return parseClaims(await client.send(createCall(userinfo, accessToken)));
    },
  };
}

function parseClaims(response: ZitadelResponse): Claims & { readonly sub: string } {
  if (response.status === 401) {
    throw new Failure(
      "UNAUTHENTICATED",
      "ZITADEL rejects the access token: it is invalid, expired or revoked.",
    );
  }
  if (response.status !== 200) throw toOidcFailure(response);
  if (response.isTooLarge) {
    throw new Failure("REQUEST_TOO_LARGE", "ZITADEL's userinfo response exceeds the maximum response size.");
  }
  const claims = response.body;
  if (!isObject(claims) || typeof claims["sub"] !== "string") {
    throw new Failure("UPSTREAM_INVALID_RESPONSE", "ZITADEL's userinfo response has no subject (sub).");
  }
  return { ...claims, sub: claims["sub"] };
}
