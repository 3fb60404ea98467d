import type { MetadataSource } from "../metadata/source.js";
import type { ConnectCall } from "./connect.js";
import { errorIdOf, errorIds, readFailureOf } from "./refusal.js";

/** Whether there is such a user: lists do not tell an unknown one from one without metadata. */
export function createKnows(call: ConnectCall): MetadataSource["knows"] {
  return async (userId, asking) => {
    const answer = await call("GetUserByID", { userId }, asking);
    if (answer.status === 200) return true;
    if (errorIdOf(answer) === errorIds.userNotFoundByRead) return false;
    throw readFailureOf(answer);
  };
}
