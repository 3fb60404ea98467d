import { Failure } from "../../lib/failure.js";
import type { Secret } from "../../lib/secret.js";
import type { CallOptions } from "../../metadata/source.js";
import { isWrite, type ZitadelCall, type ZitadelResponse } from "../client/call.js";
import { explain401 } from "./explain-401.js";
import type { ZitadelClient } from "../client/client.js";
import { mayBeApplied, parseErrorId, writeOutcomeUnknown } from "../client/errors.js";
import { createSendAsService } from "./service-call.js";
import type { ServiceToken } from "../oidc/service-token.js";
import type { Userinfo } from "../oidc/userinfo.js";

/** ZITADEL itself says that it does not serve this route: it has another version. */
export class RouteNotFound extends Failure {
  constructor(url: string) {
    super("MISCONFIGURED", `ZITADEL does not serve ${url}. Check ZITADEL_API_VERSION.`);
  }
}

type Call = Pick<ZitadelCall, "url" | "route" | "method" | "headers" | "userId" | "isConditional"> & {
  readonly kind: "list" | "getUser" | "listUsers" | "set" | "remove";
  readonly json?: unknown;
};

/**
 * Calls one of ZITADEL's APIs with a credential. Throws RouteNotFound, and for status 401 a Failure with the
 * reason.
 */
export type AuthorizedCall = (call: Call, options: CallOptions) => Promise<ZitadelResponse>;

export interface AuthorizedCallOptions {
  readonly client: ZitadelClient;
  readonly userinfo: Userinfo;
  /** Required for calls with the credential `service`. */
  readonly serviceToken: ServiceToken | undefined;
}

export function createAuthorizedCall({
  client,
  userinfo,
  serviceToken,
}: AuthorizedCallOptions): AuthorizedCall {
  const sendAsService = serviceToken && createSendAsService(serviceToken);
  // All calls of a batch fail with 401 for the same reason, so the reason is determined once.
  const explanations = new WeakMap<CallOptions, Promise<Failure>>();

  function send(call: Call, request: CallOptions, credentials: Secret): Promise<ZitadelResponse> {
    const json = call.json === undefined ? undefined : JSON.stringify(call.json);
    const sent = client.send({ ...call, json, authorization: { scheme: "Bearer", credentials } }, request);
    return isWrite(call) ? sent.catch(rethrowWriteError) : sent;
  }

  function sendAs(call: Call, options: CallOptions): Promise<ZitadelResponse> {
    const { credential, signal } = options;
    if (credential !== "service") return send(call, options, credential.accessToken);
    if (sendAsService === undefined) {
      throw new TypeError("a call as the service user requires its credential; read-config checks this");
    }
    return sendAsService((token) => send(call, options, token), signal);
  }

  return async (call, options) => {
    const { credential } = options;
    const response = await sendAs(call, options);
    if (response.status === 404 && parseErrorId(response) === undefined) throw new RouteNotFound(call.url);
    if (response.status !== 401 || credential === "service") return response;
    const explanation = explanations.get(options) ?? explain401(userinfo, { ...options, credential });
    explanations.set(options, explanation);
    throw await explanation;
  };
}

/** Handles the failure of a write, which ZITADEL may have applied. */
function rethrowWriteError(error: unknown): never {
  if (!(error instanceof Failure) || !mayBeApplied(error)) throw error;
  throw writeOutcomeUnknown(error.message, error);
}
