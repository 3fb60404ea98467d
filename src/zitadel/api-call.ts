import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { Asking } from "../metadata/source.js";
import { type Askers, soleAsker } from "./askers.js";
import type { ZitadelAnswer, ZitadelCall } from "./call.js";
import { explain401 } from "./explain-401.js";
import type { ZitadelHttp } from "./http.js";
import { NoAnswer } from "./no-answer.js";
import { errorIdOf, outcomeUnknown } from "./refusal.js";
import { createSendAsService } from "./send-as-service.js";
import type { ServiceToken } from "./service-token.js";
import type { SharedReads } from "./shared-reads.js";
import type { Userinfo } from "./userinfo.js";

/** This ZITADEL has no such route: it is of another version, or something before it does not let the path through. */
export class NoSuchRoute extends Failure {
  constructor(url: string) {
    super(
      "MISCONFIGURED",
      `ZITADEL has no ${url}, or something before it does not let this path through (ZITADEL_API).`,
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
export type ApiCall = (call: Call, asking: Asking) => Promise<ZitadelAnswer>;

export interface ApiCallOptions {
  readonly http: ZitadelHttp;
  readonly userinfo: Userinfo;
  /** Without one nothing can be asked as `service`. */
  readonly serviceToken: ServiceToken | undefined;
  readonly sharedReads: SharedReads;
}

export function createApiCall({ http, userinfo, serviceToken, sharedReads }: ApiCallOptions): ApiCall {
  const sendAsService = serviceToken && createSendAsService(serviceToken);
  // All owners of one batch are refused for one reason: it is found out once.
  const explanations = new WeakMap<Asking, Promise<Failure>>();

  function send({ userId, ...call }: Call, asking: Asking, token: Secret): Promise<ZitadelAnswer> {
    const isWrite = call.kind === "set" || call.kind === "remove";
    const json = call.json === undefined ? undefined : JSON.stringify(call.json);
    const authorization = { scheme: "Bearer", credentials: token } as const;
    const make = (askers: Askers): Promise<ZitadelAnswer> =>
      http.send({ ...call, json, authorization, askers });
    if (isWrite || userId === undefined) return make(soleAsker(asking));
    const read = {
      kind: call.kind,
      ownerId: userId,
      token: token.reveal(),
      question: `${call.url} ${json ?? ""}`,
    };
    return sharedReads.read(read, asking, make);
  }

  async function sendOrTell(call: Call, asking: Asking, token: Secret): Promise<ZitadelAnswer> {
    const isWrite = call.kind === "set" || call.kind === "remove";
    try {
      const answer = await send(call, asking, token);
      if (answer.status === 404 && errorIdOf(answer) === undefined) throw new NoSuchRoute(call.url);
      return answer;
    } catch (error) {
      if (isWrite && error instanceof NoAnswer && error.mayHaveArrived)
        throw outcomeUnknown(error.message, error);
      throw error;
    }
  }

  return async (call, asking) => {
    const { credential } = asking;
    if (credential === "service") {
      if (sendAsService === undefined) {
        throw new TypeError("rules as service need a credential, see read-config");
      }
      return sendAsService((token) => sendOrTell(call, asking, token), asking.signal);
    }
    const answer = await sendOrTell(call, asking, credential.accessToken);
    if (answer.status !== 401) return answer;
    const explanation = explanations.get(asking) ?? explain401(userinfo, { ...asking, credential });
    explanations.set(asking, explanation);
    throw await explanation;
  };
}
