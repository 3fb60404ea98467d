import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import { within } from "../lib/within.js";
import type { Asking } from "../metadata/source.js";
import { type Askers, soleAsker } from "./askers.js";
import type { ZitadelAnswer, ZitadelCall } from "./call.js";
import { explain401 } from "./explain-401.js";
import type { ZitadelHttp } from "./http.js";
import { abandoned, NoAnswer } from "./no-answer.js";
import { errorIdOf, outcomeUnknown } from "./refusal.js";
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

  /** A token of ours may have ended early: with a new one the call is made once more, as 401 did nothing. */
  async function sendAsService(call: Call, asking: Asking): Promise<ZitadelAnswer> {
    if (serviceToken === undefined)
      throw new TypeError("rules as service need a credential, see read-config");
    const ourToken = (): Promise<Secret> => within(asking.signal, serviceToken.get(), () => abandoned(false));
    const token = await ourToken();
    const answer = await sendOrTell(call, asking, token);
    if (answer.status !== 401 || !serviceToken.forget(token)) return answer;
    return sendOrTell(call, asking, await ourToken());
  }

  return async (call, asking) => {
    const { credential } = asking;
    const answer =
      credential === "service"
        ? await sendAsService(call, asking)
        : await sendOrTell(call, asking, credential.accessToken);
    if (answer.status !== 401) return answer;
    if (credential === "service") {
      throw new Failure(
        "MISCONFIGURED",
        "ZITADEL refuses the access token of our own service user (ZITADEL_SERVICE_…).",
      );
    }
    const explanation = explanations.get(asking) ?? explain401(userinfo, { ...asking, credential });
    explanations.set(asking, explanation);
    throw await explanation;
  };
}
