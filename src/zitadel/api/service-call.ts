import { Failure } from "../../lib/failure.js";
import { withSignal } from "../../lib/with-signal.js";
import type { ZitadelResponse } from "../client/call.js";
import type { ZitadelClient } from "../client/client.js";
import { cancelled } from "../client/transport-error.js";
import { errorIdOf } from "../client/errors.js";
import { createSendAsService } from "./send-as-service.js";
import type { ServiceToken } from "../oidc/service-token.js";

/** A search that is made for no request. */
export interface ServiceRequest {
  readonly kind: "events" | "listUsers";
  readonly path: string;
  readonly json: unknown;
}

/** Makes a search as our own service user. Throws MISCONFIGURED where ZITADEL has no such path. */
export type ServiceCall = (search: ServiceRequest, signal: AbortSignal) => Promise<ZitadelResponse>;

/** These calls do not wait in line with those of requests: what keeps requests from asking must not be late because they ask. */
export function createServiceCall(
  http: ZitadelClient,
  serviceToken: ServiceToken,
  apiUrl: string,
): ServiceCall {
  const sendAsService = createSendAsService(serviceToken);
  return async ({ kind, path, json }, signal) => {
    const url = `${apiUrl}${path}`;
    const text = JSON.stringify(json);
    const answer = await sendAsService((credentials) => {
      const call = http.send({ kind, url, json: text, authorization: { scheme: "Bearer", credentials } });
      return withSignal(signal, call, () => cancelled(true));
    }, signal);
    if (answer.status !== 404 || errorIdOf(answer) !== undefined) return answer;
    throw new Failure(
      "MISCONFIGURED",
      `ZITADEL has no ${url}, or something before it does not let this path through.`,
    );
  };
}
