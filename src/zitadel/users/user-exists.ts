import { Failure } from "../../lib/failure.js";
import type { MetadataSource } from "../../metadata/source.js";
import { errorIdOf, errorIds, toReadFailure } from "../client/errors.js";
import type { WithApi } from "../api/user-api.js";
import { isObject } from "../codec.js";

/** Whether there is such a user: lists do not tell an unknown one from one without metadata. */
export function createUserExists(withApi: WithApi): MetadataSource["userExists"] {
  return async (userId, asking) => {
    const answer = await withApi((api) => api.getUser(userId, asking), asking.signal);
    if (answer.status === 200) return requireUser(answer.body, userId);
    if (errorIdOf(answer) === errorIds.userNotFoundByRead) return false;
    throw toReadFailure(answer);
  };
}

/** 200 alone could be a proxy's page, and whom we hand out other subgraphs answer for. v2: `user.userId`, v1: `user.id`. */
function requireUser(body: unknown, userId: string): true {
  const user = isObject(body) ? body["user"] : undefined;
  if (isObject(user) && (user["userId"] ?? user["id"]) === userId) return true;
  throw new Failure(
    "UPSTREAM_INVALID_RESPONSE",
    "ZITADEL's answer should be a user and is not the one that was asked for.",
  );
}
