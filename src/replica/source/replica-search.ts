import { catchFailure, Failure } from "../../lib/failure.js";
import { chunk } from "../../lib/chunk.js";
import type { Caller } from "../../metadata/caller.js";
import type { RecentEntries } from "../../metadata/recent-entries.js";
import type { MetadataSource, SearchOptions, UserSearch } from "../../metadata/source.js";
import type { Visibility } from "../../metadata/visibility.js";
import type { ReplicaStore } from "../store/store.js";
import { findCandidates } from "./find-candidates.js";

export interface ReplicaSearchOptions {
  readonly store: Pick<ReplicaStore, "read" | "findUsers">;
  readonly visibility: Visibility;
  /** The entries that writes of this process have set since the replica received its last changes. */
  readonly recentEntries: RecentEntries;
  /** Whether the replica is complete and does not lag. */
  readonly isUsable: () => Promise<boolean>;
}

type Batches = AsyncIterable<readonly string[]>;

/** Users whose visibility one call checks. */
const usersPerCheck = 1000;
/** If the caller can see none of this many users, one search in ZITADEL is faster than more checks. */
const minInvisible = 100;
/** On the v1 API, each user is read with the caller's token, to find out whether the caller may. */
const maxUnchecked = 1000;
/**
 * Ids that no user has, whose visibility is therefore never cached. They are part of each check, so that users
 * whom the caller cannot see do not change the number of calls.
 */
const unknownIds = ["-", "--"];

/**
 * Finds users with the index of the replica. While the replica lags, and with a store that has no index, ZITADEL
 * searches.
 */
export function createReplicaSearch(
  zitadel: Pick<MetadataSource, "findUsers">,
  { store, visibility, recentEntries, isUsable }: ReplicaSearchOptions,
): MetadataSource["findUsers"] {
  const { findUsers } = store;

  /** The candidates that the caller can see. */
  async function* findVisible(
    search: UserSearch,
    candidates: Batches,
    caller: Caller,
    options: SearchOptions,
  ): AsyncGenerator<readonly string[]> {
    let checks = 0;
    let isZitadelTried = false;
    const check = async (ids: readonly string[]): Promise<readonly string[]> => {
      checks++;
      const callOptions = { ...options, credential: caller };
      const visible = await visibility.visibleTo(caller, [...ids, ...unknownIds], callOptions);
      return ids.filter((id) => visible.has(id));
    };
    for await (const batch of candidates) {
      for (const ids of chunk(batch, usersPerCheck)) {
        const visible = await check(ids);
        if (visible.length > 0) yield visible;
        if (visible.length > 0 || ids.length < minInvisible || isZitadelTried) continue;
        isZitadelTried = true;
        const found = await catchFailure(collect(zitadel.findUsers({ ...search, inOrder: true }, options)));
        if (!(found instanceof Failure)) {
          yield found.filter((id) => id > (ids.at(-1) ?? ""));
          return;
        }
        if (found.code !== "TOO_MANY_MATCHES" && found.code !== "NOT_SUPPORTED") throw found;
      }
    }
    if (checks === 0) await check([]);
  }

  async function* findByIndex(
    search: UserSearch,
    options: SearchOptions,
    find: NonNullable<typeof findUsers>,
  ): AsyncGenerator<readonly string[]> {
    const candidates = findCandidates({ ...store, findUsers: find }, recentEntries, search, options.signal);
    const caller = search.conditions.map(({ credential }) => credential).find((it) => it !== "service");
    if (caller === undefined) yield* candidates;
    else if (await visibility.isSupported({ ...options, credential: caller }))
      yield* findVisible(search, candidates, caller, options);
    else yield* limited(candidates);
  }

  return async function* (search, options) {
    if (findUsers === undefined || !(await isUsable())) {
      yield* zitadel.findUsers(search, options);
      return;
    }
    if (search.prefersCurrent) {
      const found = await catchFailure(collect(zitadel.findUsers(search, options)));
      if (!(found instanceof Failure)) {
        yield found;
        return;
      }
      if (found.code !== "NOT_SUPPORTED") throw found;
    }
    yield* findByIndex(search, options, findUsers);
  };
}

async function collect(batches: Batches): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

async function* limited(candidates: Batches): AsyncGenerator<readonly string[]> {
  let count = 0;
  for await (const ids of candidates) {
    yield ids.slice(0, maxUnchecked - count);
    count += ids.length;
    if (count > maxUnchecked) throw tooManyMatches();
  }
}

function tooManyMatches(): Failure {
  return new Failure(
    "TOO_MANY_MATCHES",
    `More than ${maxUnchecked} users match. With ZITADEL's v1 API each of them is read with your token. Narrow the search.`,
  );
}
