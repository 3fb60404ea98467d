import { Failure } from "../../lib/failure.js";
import type { CallOptions } from "../../metadata/source.js";
import type { AuthorizedCall } from "./authorized-call.js";
import type { ZitadelResponse } from "../client/call.js";
import { encodeEntries } from "../codec.js";
import { listOrganizations } from "./list-organizations.js";
import { toPage, toRemoveResult, toSetResult, toUserExists } from "./decode.js";
import { cannotSetAndRemove } from "./cannot-set-and-remove.js";
import type { PageRequest, RemoveResult, UserApi, WriteCallOptions } from "./user-api.js";

export interface V1ApiOptions {
  readonly apiUrl: string;
  /** Organization of the users. Defaults to the caller's organization. */
  readonly organizationId: string | undefined;
}

/** URL of the list of the caller's own metadata. */
export function ownMetadataUrl(apiUrl: string): string {
  return `${apiUrl}/auth/v1/users/me/metadata/_search`;
}

/**
 * ZITADEL's v1 APIs. The management API serves the users of one organization. The auth API serves the caller,
 * in any organization. Only bulk routes are used, because a path segment cannot contain every character that
 * a key can.
 */
export function createV1Api(call: AuthorizedCall, { apiUrl, organizationId }: V1ApiOptions): UserApi {
  const users = `${apiUrl}/management/v1/users`;
  const headers = organizationId === undefined ? {} : { "x-zitadel-orgid": organizationId };

  async function callForUser(
    kind: "list" | "getUser" | "set" | "remove",
    userId: string,
    path: string,
    request: { readonly method?: "DELETE"; readonly json?: unknown },
    options: WriteCallOptions,
  ): Promise<ZitadelResponse> {
    const url = `${users}/${encodeSegment(userId)}${path}`;
    const route = `/management/v1/users/{userId}${path}`;
    const { isConditional } = options;
    return call({ kind, userId, url, route, headers, isConditional, ...request }, options);
  }

  function callList(userId: string, query: PageRequest, options: CallOptions): Promise<ZitadelResponse> {
    // With the service user's token, the auth API would return the metadata of the service user.
    if (options.credential !== "service" && userId === options.credential.id) {
      return call({ kind: "list", userId, url: ownMetadataUrl(apiUrl), json: { query } }, options);
    }
    return callForUser("list", userId, "/metadata/_search", { json: { query } }, options);
  }

  async function remove(
    userId: string,
    keys: readonly string[],
    options: WriteCallOptions,
  ): Promise<RemoveResult> {
    const request = { method: "DELETE", json: { keys } } as const;
    return toRemoveResult(await callForUser("remove", userId, "/metadata/_bulk", request, options));
  }

  return {
    async list(userId, query, options) {
      return toPage(await callList(userId, query, options), userId, "v1");
    },
    async set(userId, entries, options) {
      const json = { metadata: encodeEntries(entries) };
      return toSetResult(await callForUser("set", userId, "/metadata/_bulk", { json }, options));
    },
    remove,
    removeIfPresent: (userId, _, existingKeys, options) => remove(userId, existingKeys, options),
    async userExists(userId, options) {
      return toUserExists(await callForUser("getUser", userId, "", {}, options), userId);
    },
    getOrganizations: (userIds, options) => listOrganizations(call, `${apiUrl}/v2/users`, userIds, options),
    requireSetAndRemove: () => Promise.reject(cannotSetAndRemove()),
    setAndRemove: () => Promise.reject(cannotSetAndRemove()),
    findUsers: () =>
      Promise.reject(
        new Failure(
          "NOT_SUPPORTED",
          "ZITADEL's v1 API cannot search users by metadata. Use the v2 API of ZITADEL 4.2 or later, or run the subgraph with REPLICA=memory.",
        ),
      ),
    // Which users v1 shows and whose metadata it returns are different permissions.
    canListReadable: () => Promise.resolve(false),
    listReadable: () => Promise.resolve(new Set()),
  };
}

/** Characters that could change the path, also in a proxy that decodes or normalizes paths. */
const unsafeCharacters = /[/\\?#%\u0000-\u001f\u007f]|^\.{1,2}$/;

function encodeSegment(userId: string): string {
  if (!unsafeCharacters.test(userId)) return encodeURIComponent(userId);
  throw new Failure(
    "BAD_USER_INPUT",
    "The user id cannot be sent to ZITADEL's v1 API, where it is part of the path. ZITADEL 4 does not have this limit.",
  );
}
