import { Failure } from "../../lib/failure.js";
import type { Secret } from "../../lib/secret.js";
import { withSignal } from "../../lib/with-signal.js";
import type { ZitadelResponse } from "../client/call.js";
import { cancelled } from "../client/transport-error.js";
import type { ServiceToken } from "../oidc/service-token.js";

/** Makes a call with the access token of our own service user. Throws MISCONFIGURED where ZITADEL refuses the token. */
export type SendAsService = (
  send: (token: Secret) => Promise<ZitadelResponse>,
  signal: AbortSignal,
) => Promise<ZitadelResponse>;

/** A token of ours may have ended early: with a new one the call is made once more, as 401 did nothing. */
export function createSendAsService(serviceToken: ServiceToken): SendAsService {
  return async (send, signal) => {
    const ourToken = (): Promise<Secret> => withSignal(signal, serviceToken.get(), () => cancelled(false));
    const token = await ourToken();
    let answer = await send(token);
    if (answer.status === 401 && serviceToken.invalidate(token)) answer = await send(await ourToken());
    if (answer.status !== 401) return answer;
    throw new Failure(
      "MISCONFIGURED",
      "ZITADEL refuses the access token of our own service user (ZITADEL_SERVICE_USER_…).",
    );
  };
}
