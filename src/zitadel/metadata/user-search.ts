import { asServiceUser } from "../../access/service-user-failure.js";
import { Failure } from "../../lib/failure.js";
import type { RecentEntries } from "../../metadata/recent-entries.js";
import type { MetadataSource, SearchCondition, SearchOptions, UserSearch } from "../../metadata/source.js";
import type { UserApi } from "../api/user-api.js";

/**
 * Finds users with one search in ZITADEL for each condition. ZITADEL cannot search for users whose entries meet
 * several conditions.
 */
export function createUserSearch(
  api: Pick<UserApi, "findUsers">,
  recentEntries: RecentEntries,
): MetadataSource["findUsers"] {
  /** More than `maxMatches` users if there may be others. */
  async function search(
    { key, values, credential, among }: SearchCondition,
    maxMatches: number,
    options: SearchOptions,
  ): Promise<readonly string[]> {
    if (among?.organizationIds.length === 0) return among.userIds;
    const organizationIds = among?.organizationIds;
    const orUserIds = recentEntries.find({ key, values });
    const query = { key, values, organizationIds, orUserIds, maxMatches };
    const found = api.findUsers(query, { ...options, credential });
    const ids = await (credential === "service" ? asServiceUser(found) : found);
    return among === undefined ? ids : [...new Set([...ids, ...among.userIds])];
  }

  return async function* (
    { conditions, inOrder, after, maxMatches }: UserSearch,
    options: SearchOptions,
  ): AsyncGenerator<readonly string[]> {
    const found = await Promise.all(conditions.map((condition) => search(condition, maxMatches, options)));
    const isIncomplete = found.some(({ length }) => length > maxMatches);
    // Some of the matches are of no use if others could come before them, or meet the other conditions.
    if (isIncomplete && (inOrder || conditions.length > 1)) throw tooManyMatches(maxMatches);
    const [first = [], ...others] = found.map((ids) => new Set(ids)).sort((a, b) => a.size - b.size);
    yield [...first].filter((id) => id > after && others.every((ids) => ids.has(id))).sort();
    if (isIncomplete) throw tooManyMatches(maxMatches);
  };
}

function tooManyMatches(max: number): Failure {
  return new Failure(
    "TOO_MANY_MATCHES",
    `More than ${max} users match one condition. Narrow the search, or run the subgraph with REPLICA=memory.`,
  );
}
