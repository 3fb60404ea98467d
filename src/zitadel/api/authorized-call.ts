import { Failure } from "../../lib/failure.js";
import type { Secret } from "../../lib/secret.js";
import type { CallOptions } from "../../metadata/source.js";
import { type Waiters, singleWaiter } from "../client/waiters.js";
import type { ZitadelResponse, ZitadelCall } from "../client/call.js";
import { explain401 } from "./explain-401.js";
import type { ZitadelClient } from "../client/client.js";
import { TransportError } from "../client/transport-error.js";
import { parseErrorId, writeOutcomeUnknown } from "../client/errors.js";
import { createSendAsService } from "./send-as-service.js";
import type { ServiceToken } from "../oidc/service-token.js";
import type { Coalescer } from "../client/coalesce.js";
import type { Userinfo } from "../oidc/userinfo.js";

/** ZITADEL does not serve this route: it has another version, or a proxy in front of it blocks the path. */
export class RouteNotFound extends Failure {
  constructor(url: string) {
    super(
      "MISCONFIGURED",
      `ZITADEL does not serve ${url}, or a proxy in front of it blocks this path. Check ZITADEL_API_VERSION.`,
    );
  }
}

type Call = Pick<ZitadelCall, "url" | "route" | "method" | "headers"> & {
  readonly kind: "list" | "getUser" | "listUsers" | "set" | "remove";
  /** The user that the call is about. Undefined for a call about several users. */
  readonly userId?: string;
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
  readonly coalescer: Coalescer;
}

export function createAuthorizedCall({
  client,
  userinfo,
  serviceToken,
  coalescer,
}: AuthorizedCallOptions): AuthorizedCall {
  const sendAsService = serviceToken && createSendAsService(serviceToken);
  // All calls of a batch fail with 401 for the same reason, so the reason is determined once.
  const explanations = new WeakMap<CallOptions, Promise<Failure>>();

  function send({ userId, ...call }: Call, options: CallOptions, token: Secret): Promise<ZitadelResponse> {
    const isWrite = call.kind === "set" || call.kind === "remove";
    const json = call.json === undefined ? undefined : JSON.stringify(call.json);
    const authorization = { scheme: "Bearer", credentials: token } as const;
    const make = (waiters: Waiters): Promise<ZitadelResponse> =>
      client.send({ ...call, json, authorization, waiters });
    if (isWrite || userId === undefined) return make(singleWaiter(options));
    const read = {
      kind: call.kind,
      userId,
      token: token.reveal(),
      key: `${call.url} ${json ?? ""}`,
    };
    return coalescer.read(read, options, make);
  }

  async function sendClassified(call: Call, options: CallOptions, token: Secret): Promise<ZitadelResponse> {
    const isWrite = call.kind === "set" || call.kind === "remove";
    try {
      const response = await send(call, options, token);
      if (response.status === 404 && parseErrorId(response) === undefined) throw new RouteNotFound(call.url);
      return response;
    } catch (error) {
      if (isWrite && error instanceof TransportError && error.mayHaveBeenSent)
        throw writeOutcomeUnknown(error.message, error);
      throw error;
    }
  }

  return async (call, options) => {
    const { credential } = options;
    if (credential === "service") {
      if (sendAsService === undefined) {
        throw new TypeError("a call as the service user requires its credential; read-config checks this");
      }
      return sendAsService((token) => sendClassified(call, options, token), options.signal);
    }
    const response = await sendClassified(call, options, credential.accessToken);
    if (response.status !== 401) return response;
    const explanation = explanations.get(options) ?? explain401(userinfo, { ...options, credential });
    explanations.set(options, explanation);
    throw await explanation;
  };
}
