import type { Cancellation } from "../../lib/cancellation.js";
import { Failure } from "../../lib/failure.js";
import type { Secret } from "../../lib/secret.js";
import { withSignal } from "../../lib/with-signal.js";
import type { ZitadelResponse } from "../client/call.js";
import type { ZitadelClient } from "../client/client.js";
import { cancelled } from "../client/transport/transport-error.js";
import { parseErrorId } from "../client/errors.js";
import type { ServiceToken } from "../oidc/service-token.js";

/** Sends a call with the service user's access token. Throws MISCONFIGURED if ZITADEL rejects the token. */
export type SendAsService = (
  send: (token: Secret) => Promise<ZitadelResponse>,
  signal: Cancellation,
) => Promise<ZitadelResponse>;

/**
 * ZITADEL may end a token before it expires. After status 401 the call had no effect, so it is sent once more
 * with a new token.
 */
export function createSendAsService(serviceToken: ServiceToken): SendAsService {
  return async (send, signal) => {
    const getToken = (): Promise<Secret> => withSignal(signal, serviceToken.get(), () => cancelled(false));
    const token = await getToken();
    let response = await send(token);
    if (response.status === 401 && serviceToken.invalidate(token)) response = await send(await getToken());
    if (response.status !== 401) return response;
    throw new Failure(
      "MISCONFIGURED",
      "ZITADEL rejects the access token of the service user. Check ZITADEL_SERVICE_USER_….",
    );
  };
}

/** A search that does not belong to an incoming request. */
export interface ServiceRequest {
  readonly kind: "events" | "listUsers";
  readonly path: string;
  readonly json: unknown;
}

/** Sends a search as the service user. Throws MISCONFIGURED if ZITADEL does not serve the path. */
export type ServiceCall = (search: ServiceRequest, signal: AbortSignal) => Promise<ZitadelResponse>;

/**
 * Service calls bypass the queue of incoming requests. They keep the replica current, which saves requests to
 * ZITADEL, so a full queue must not delay them.
 */
export function createServiceCall(
  client: ZitadelClient,
  serviceToken: ServiceToken,
  apiUrl: string,
): ServiceCall {
  const sendAsService = createSendAsService(serviceToken);
  return async ({ kind, path, json }, signal) => {
    const url = `${apiUrl}${path}`;
    const body = JSON.stringify(json);
    const response = await sendAsService((credentials) => {
      const call = client.send({ kind, url, json: body, authorization: { scheme: "Bearer", credentials } });
      return withSignal(signal, call, () => cancelled(true));
    }, signal);
    if (response.status !== 404 || parseErrorId(response) !== undefined) return response;
    throw new Failure("MISCONFIGURED", `ZITADEL does not serve ${url}.`);
  };
}
