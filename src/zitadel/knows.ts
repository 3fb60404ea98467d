import type { MetadataSource } from "../metadata/source.js";
import { errorIdOf, errorIds, readFailureOf } from "./refusal.js";
import type { WithApi } from "./user-api.js";

/** Whether there is such a user: lists do not tell an unknown one from one without metadata. */
export function createKnows(withApi: WithApi): MetadataSource["knows"] {
  return async (userId, asking) => {
    const answer = await withApi((api) => api.getUser(userId, asking));
    if (answer.status === 200) return true;
    if (errorIdOf(answer) === errorIds.userNotFoundByRead) return false;
    throw readFailureOf(answer);
  };
}
