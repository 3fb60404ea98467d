import { Failure } from "../../lib/failure.js";
import type { Secret } from "../../lib/secret.js";
import { withSignal } from "../../lib/with-signal.js";
import type { ZitadelResponse } from "../client/call.js";
import { cancelled } from "../client/transport-error.js";
import type { ServiceToken } from "../oidc/service-token.js";

/** Sends a call with the service user's access token. Throws MISCONFIGURED if ZITADEL rejects the token. */
export type SendAsService = (
  send: (token: Secret) => Promise<ZitadelResponse>,
  signal: AbortSignal,
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
