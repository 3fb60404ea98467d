import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { Asking } from "../metadata/source.js";
import { explain401 } from "./explain-401.js";
import type { ZitadelAnswer, ZitadelCall, ZitadelHttp } from "./http.js";
import { NoAnswer } from "./no-answer.js";
import { errorIdOf, outcomeUnknown } from "./refusal.js";
import type { ServiceToken } from "./service-token.js";
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

type Call = Pick<ZitadelCall, "url" | "method" | "json" | "headers"> & {
  /** When no answer comes, nobody knows whether it was done. */
  readonly isWrite?: boolean;
};

/** Calls one of ZITADEL's APIs with a credential. Throws for 401, after it found out why, and NoSuchRoute. */
export type ApiCall = (call: Call, asking: Asking) => Promise<ZitadelAnswer>;

/** Without a token of our own service user nothing can be asked as `service`. */
export function createApiCall(
  http: ZitadelHttp,
  userinfo: Userinfo,
  serviceToken: ServiceToken | undefined,
): ApiCall {
  // All owners of one batch are refused for one reason: it is found out once.
  const explanations = new WeakMap<Asking, Promise<Failure>>();

  async function send(
    { isWrite = false, ...call }: Call,
    signal: AbortSignal,
    token: Secret,
  ): Promise<ZitadelAnswer> {
    const authorization = { scheme: "Bearer", credentials: token } as const;
    const answer = await http.send({ ...call, authorization, signal }).catch((error: unknown) => {
      if (isWrite && error instanceof NoAnswer && error.mayHaveArrived)
        throw outcomeUnknown(error.message, error);
      throw error;
    });
    if (answer.status === 404 && errorIdOf(answer) === undefined) throw new NoSuchRoute(call.url);
    return answer;
  }

  /** A token of ours may have ended early: with a new one the call is made once more, as 401 did nothing. */
  async function sendAsService(call: Call, { signal }: Asking): Promise<ZitadelAnswer> {
    if (serviceToken === undefined)
      throw new TypeError("rules as service need a credential, see read-config");
    const token = await serviceToken.get();
    const answer = await send(call, signal, token);
    if (answer.status !== 401 || !serviceToken.forget(token)) return answer;
    return send(call, signal, await serviceToken.get());
  }

  return async (call, asking) => {
    const { credential, signal } = asking;
    const answer =
      credential === "service"
        ? await sendAsService(call, asking)
        : await send(call, signal, credential.accessToken);
    if (answer.status !== 401) return answer;
    if (credential === "service") {
      throw new Failure(
        "MISCONFIGURED",
        "ZITADEL refuses the access token of our own service user (ZITADEL_SERVICE_…).",
      );
    }
    const explanation = explanations.get(asking) ?? explain401(userinfo, credential.accessToken, signal);
    explanations.set(asking, explanation);
    throw await explanation;
  };
}
