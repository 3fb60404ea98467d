import { Failure } from "../../lib/failure.js";
import type { Secret } from "../../lib/secret.js";
import type { CallOptions } from "../../metadata/source.js";
import { type Waiters, singleWaiter } from "../client/waiters.js";
import type { ZitadelResponse, ZitadelCall } from "../client/call.js";
import { explain401 } from "./explain-401.js";
import type { ZitadelClient } from "../client/client.js";
import { TransportError } from "../client/transport-error.js";
import { errorIdOf, writeOutcomeUnknown } from "../client/errors.js";
import { createSendAsService } from "./send-as-service.js";
import type { ServiceToken } from "../oidc/service-token.js";
import type { Coalescer } from "../client/coalesce.js";
import type { Userinfo } from "../oidc/userinfo.js";

/** This ZITADEL has no such route: it is of another version, or something before it does not let the path through. */
export class RouteNotFound extends Failure {
  constructor(url: string) {
    super(
      "MISCONFIGURED",
      `ZITADEL has no ${url}, or something before it does not let this path through (ZITADEL_API_VERSION).`,
    );
  }
}

type Call = Pick<ZitadelCall, "url" | "route" | "method" | "headers"> & {
  readonly kind: "list" | "getUser" | "listUsers" | "set" | "remove";
  /** Whom it is about; undefined for several. */
  readonly userId?: string;
  readonly json?: unknown;
};

/** Calls one of ZITADEL's APIs with a credential. Throws for 401, after it found out why, and NoSuchRoute. */
export type AuthorizedCall = (call: Call, asking: CallOptions) => Promise<ZitadelResponse>;

export interface ApiCallOptions {
  readonly http: ZitadelClient;
  readonly userinfo: Userinfo;
  /** Without one nothing can be asked as `service`. */
  readonly serviceToken: ServiceToken | undefined;
  readonly sharedReads: Coalescer;
}

export function createApiCall({ http, userinfo, serviceToken, sharedReads }: ApiCallOptions): AuthorizedCall {
  const sendAsService = serviceToken && createSendAsService(serviceToken);
  // All owners of one batch are refused for one reason: it is found out once.
  const explanations = new WeakMap<CallOptions, Promise<Failure>>();

  function send({ userId, ...call }: Call, asking: CallOptions, token: Secret): Promise<ZitadelResponse> {
    const isWrite = call.kind === "set" || call.kind === "remove";
    const json = call.json === undefined ? undefined : JSON.stringify(call.json);
    const authorization = { scheme: "Bearer", credentials: token } as const;
    const make = (askers: Waiters): Promise<ZitadelResponse> =>
      http.send({ ...call, json, authorization, askers });
    if (isWrite || userId === undefined) return make(singleWaiter(asking));
    const read = {
      kind: call.kind,
      ownerId: userId,
      token: token.reveal(),
      key: `${call.url} ${json ?? ""}`,
    };
    return sharedReads.read(read, asking, make);
  }

  async function sendClassified(call: Call, asking: CallOptions, token: Secret): Promise<ZitadelResponse> {
    const isWrite = call.kind === "set" || call.kind === "remove";
    try {
      const answer = await send(call, asking, token);
      if (answer.status === 404 && errorIdOf(answer) === undefined) throw new RouteNotFound(call.url);
      return answer;
    } catch (error) {
      if (isWrite && error instanceof TransportError && error.mayHaveBeenSent)
        throw writeOutcomeUnknown(error.message, error);
      throw error;
    }
  }

  return async (call, asking) => {
    const { credential } = asking;
    if (credential === "service") {
      if (sendAsService === undefined) {
        throw new TypeError("rules as service need a credential, see read-config");
      }
      return sendAsService((token) => sendClassified(call, asking, token), asking.signal);
    }
    const answer = await sendClassified(call, asking, credential.accessToken);
    if (answer.status !== 401) return answer;
    const explanation = explanations.get(asking) ?? explain401(userinfo, { ...asking, credential });
    explanations.set(asking, explanation);
    throw await explanation;
  };
}
