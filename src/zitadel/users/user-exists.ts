import { Failure } from "../../lib/failure.js";
import type { MetadataSource } from "../../metadata/source.js";
import { parseErrorId, errorIds, toReadFailure } from "../client/errors.js";
import type { WithApi } from "../api/user-api.js";
import { isObject } from "../codec.js";

/**
 * Checks whether a user exists. A metadata list is empty both for an unknown user and for a user without
 * metadata.
 */
export function createUserExists(withApi: WithApi): MetadataSource["userExists"] {
  return async (userId, options) => {
    const response = await withApi((api) => api.getUser(userId, options), options.signal);
    if (response.status === 200) return requireUser(response.body, userId);
    if (parseErrorId(response) === errorIds.userNotFoundByRead) return false;
    throw toReadFailure(response);
  };
}

/**
 * Requires the response to contain the requested user. A status of 200 alone could come from a proxy, and
 * other subgraphs resolve the ids that this subgraph returns. v2: `user.userId`, v1: `user.id`.
 */
function requireUser(body: unknown, userId: string): true {
  const user = isObject(body) ? body["user"] : undefined;
  if (isObject(user) && (user["userId"] ?? user["id"]) === userId) return true;
  throw new Failure("UPSTREAM_INVALID_RESPONSE", "ZITADEL's response does not contain the requested user.");
}
