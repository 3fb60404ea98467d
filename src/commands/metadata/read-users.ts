import { Failure } from "../../lib/failure.js";
import { compareKeys } from "../../metadata/key.js";
import type { LoadResult } from "../../metadata/source.js";
import type { Connection } from "./connect.js";
import { mapInOrder } from "./map-in-order.js";
import { tryUser } from "./retry.js";

/** A user's selected entries, ordered by key, or the failure that concerns this user alone. */
export interface ReadUser {
  readonly userId: string;
  readonly loaded: LoadResult;
}

/** The users that `--users` names, or all users, in ascending order of their ids. Throws a Failure. */
export async function selectUserIds(
  { directory, source, callOptions }: Connection,
  userIds: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (userIds !== undefined) {
    const found = await source.getOrganizations(userIds, callOptions);
    const missing = userIds.filter((id) => !found.has(id));
    if (missing.length === 0) return userIds;
    const list = missing.map((id) => JSON.stringify(id)).join(", ");
    throw new Failure(
      "BAD_USER_INPUT",
      `--users: ZITADEL does not show these users to the service user: ${list}.`,
    );
  }
  const all = new Set<string>();
  for await (const ids of directory.listIds(undefined, callOptions.signal)) for (const id of ids) all.add(id);
  return [...all].sort(compareKeys);
}

/** Reads the users' entries from ZITADEL, several users at the same time, and yields them in this order. */
export function readUsers(
  { lists, readOptions, retryOptions, concurrency }: Connection,
  userIds: Iterable<string>,
): AsyncGenerator<ReadUser> {
  return mapInOrder(userIds, concurrency, async (userId) => {
    const loaded = await tryUser(async () => {
      const [result] = await lists.load([userId], { ...readOptions, scope: { ...readOptions.scope } });
      if (result === undefined) throw new TypeError("the load must return a result for the user");
      if (result instanceof Failure) throw result;
      return result;
    }, retryOptions);
    return { userId, loaded };
  });
}
