import { Failure } from "../lib/failure.js";
import type { Asking } from "../metadata/source.js";
import { explain401 } from "./explain-401.js";
import type { ZitadelAnswer, ZitadelCall, ZitadelHttp } from "./http.js";
import { NoAnswer } from "./no-answer.js";
import { errorIdOf, outcomeUnknown } from "./refusal.js";
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

/** Calls one of ZITADEL's APIs with the caller's own token. Throws for 401, after it found out why, and NoSuchRoute. */
export type ApiCall = (
  call: Pick<ZitadelCall, "url" | "method" | "json" | "headers"> & {
    /** When no answer comes, nobody knows whether it was done. */
    readonly isWrite?: boolean;
  },
  asking: Asking,
) => Promise<ZitadelAnswer>;

export function createApiCall(http: ZitadelHttp, userinfo: Userinfo): ApiCall {
  // All owners of one batch are refused for one reason: it is found out once.
  const explanations = new WeakMap<Asking, Promise<Failure>>();

  return async ({ isWrite = false, ...call }, asking) => {
    const authorization = { scheme: "Bearer", credentials: asking.caller.accessToken } as const;
    const answer = await http
      .send({ ...call, authorization, signal: asking.signal })
      .catch((error: unknown) => {
        if (isWrite && error instanceof NoAnswer && error.mayHaveArrived)
          throw outcomeUnknown(error.message, error);
        throw error;
      });
    if (answer.status === 404 && errorIdOf(answer) === undefined) throw new NoSuchRoute(call.url);
    if (answer.status !== 401) return answer;
    const explanation = explanations.get(asking) ?? explain401(userinfo, asking);
    explanations.set(asking, explanation);
    throw await explanation;
  };
}
