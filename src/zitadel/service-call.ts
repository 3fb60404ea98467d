import { Failure } from "../lib/failure.js";
import { within } from "../lib/within.js";
import type { ZitadelAnswer } from "./call.js";
import type { ZitadelHttp } from "./http.js";
import { abandoned } from "./no-answer.js";
import { errorIdOf } from "./refusal.js";
import { createSendAsService } from "./send-as-service.js";
import type { ServiceToken } from "./service-token.js";

/** A search that is made for no request. */
export interface ServiceSearch {
  readonly kind: "events" | "listUsers";
  readonly path: string;
  readonly json: unknown;
}

/** Makes a search as our own service user. Throws MISCONFIGURED where ZITADEL has no such path. */
export type ServiceCall = (search: ServiceSearch, signal: AbortSignal) => Promise<ZitadelAnswer>;

/** These calls do not wait in line with those of requests: what keeps requests from asking must not be late because they ask. */
export function createServiceCall(
  http: ZitadelHttp,
  serviceToken: ServiceToken,
  apiUrl: string,
): ServiceCall {
  const sendAsService = createSendAsService(serviceToken);
  return async ({ kind, path, json }, signal) => {
    const url = `${apiUrl}${path}`;
    const text = JSON.stringify(json);
    const answer = await sendAsService((credentials) => {
      const call = http.send({ kind, url, json: text, authorization: { scheme: "Bearer", credentials } });
      return within(signal, call, () => abandoned(true));
    }, signal);
    if (answer.status !== 404 || errorIdOf(answer) !== undefined) return answer;
    throw new Failure(
      "MISCONFIGURED",
      `ZITADEL has no ${url}, or something before it does not let this path through.`,
    );
  };
}
