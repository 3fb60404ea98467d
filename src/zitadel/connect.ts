import type { Failure } from "../lib/failure.js";
import type { Asking } from "../metadata/source.js";
import { explain401 } from "./explain-401.js";
import type { ZitadelAnswer, ZitadelHttp } from "./http.js";
import type { Userinfo } from "./userinfo.js";

type Method = "ListUserMetadata" | "SetUserMetadata" | "DeleteUserMetadata" | "GetUserByID";

/** Calls ZITADEL's v2 user service with the caller's own token. Throws for 401, after it found out why. */
export type ConnectCall = (method: Method, message: unknown, asking: Asking) => Promise<ZitadelAnswer>;

/**
 * Connect (https://connectrpc.com/docs/protocol), the unary JSON form: user ids and keys travel in the body, so that none of
 * them can change the path.
 */
export function createConnectCall(http: ZitadelHttp, apiUrl: string, userinfo: Userinfo): ConnectCall {
  // All owners of one batch are refused for one reason: it is found out once.
  const explanations = new WeakMap<Asking, Promise<Failure>>();

  return async (method, message, asking) => {
    const answer = await http.send({
      url: `${apiUrl}/zitadel.user.v2.UserService/${method}`,
      authorization: { scheme: "Bearer", credentials: asking.caller.accessToken },
      json: message,
      signal: asking.signal,
    });
    if (answer.status !== 401) return answer;
    const explanation = explanations.get(asking) ?? explain401(userinfo, asking);
    explanations.set(asking, explanation);
    throw await explanation;
  };
}
