import { forEachLimit } from "./for-each-limit.js";
import { Failure } from "../../../lib/failure.js";
import type { LoadResult, MetadataReader, ReadOptions } from "../../../metadata/source.js";
import { chargeVisibleEntries } from "../../../access/visible-entries.js";
import type { ApiVersion } from "../../codec.js";
import type { UserApi } from "../../api/user-api.js";
import type { CachedUser, UserCache } from "./cache.js";
import { EntryCollector } from "./collector.js";
import type { FindRejected } from "./find-rejected.js";
import { readAllPages, RowsWithheld } from "./pages.js";

export interface ListReaderOptions {
  readonly maxUserBytes: number;
  /** Maximum number of users that one load reads at the same time. Users not yet started use no resources. */
  readonly concurrency: number;
  /** Without it, the list of a user that the credential may not read can be empty. */
  readonly findRejected?: FindRejected | undefined;
  readonly cache?: UserCache | undefined;
}

/** Reads one user, or several at the same time. */
export interface ListReader extends MetadataReader {
  loadOne(userId: string, options: ReadOptions): Promise<LoadResult>;
}

/** Users with a larger total value size are not cached. */
const maxCacheableBytes = 1024 * 1024;

/** The result of the list calls for one user. */
interface Listed {
  readonly loaded: LoadResult;
  readonly cacheable?: CachedUser | undefined;
  /** The API version of a list that leaves open if the credential may read the user. */
  readonly inconclusiveIn?: ApiVersion | undefined;
}

/**
 * Reads metadata with ZITADEL's list calls, one call per user and page. Works for all users that the
 * credential may read. Callers can read their own metadata without any role.
 */
export function createListReader(
  api: Pick<UserApi, "list">,
  { maxUserBytes, concurrency, findRejected, cache }: ListReaderOptions,
): ListReader {
  async function list(userId: string, options: ReadOptions): Promise<Listed> {
    const { isVisible, budget } = options;
    const limits = {
      maxBytes: maxUserBytes,
      isVisible,
      budget,
      maxCacheableBytes: cache ? maxCacheableBytes : 0,
    };
    const found = new EntryCollector(limits);
    try {
      const version = await readAllPages(found, budget, (page) => api.list(userId, page, options));
      const loaded = found.visible();
      const isConclusive = loaded.length > 0;
      return { loaded, cacheable: found.cacheable(), inconclusiveIn: isConclusive ? undefined : version };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // Makes the same calls as for an empty list: their number must not reveal that there are entries.
      return { loaded: error, inconclusiveIn: error instanceof RowsWithheld ? error.version : undefined };
    }
  }

  /** Lists the users, and replaces the lists of users that the credential may not read by their Failures. */
  async function listReadable(
    userIds: readonly string[],
    options: ReadOptions,
  ): Promise<ReadonlyMap<string, Listed>> {
    const lists = new Map<string, Listed>();
    await forEachLimit(concurrency, userIds, async (userId) => {
      const listed = await list(userId, options);
      lists.set(userId, listed);
      return !(listed.loaded instanceof Failure && listed.loaded.code === "OVERLOADED");
    });
    const inconclusive = new Map<string, ApiVersion>();
    for (const [id, { inconclusiveIn }] of lists) {
      if (inconclusiveIn !== undefined) inconclusive.set(id, inconclusiveIn);
    }
    if (findRejected === undefined || inconclusive.size === 0) return lists;
    const rejected = await findRejected(inconclusive, options);
    for (const [id, failure] of rejected) lists.set(id, { loaded: failure });
    return lists;
  }

  async function read(
    userIds: readonly string[],
    options: ReadOptions,
  ): Promise<ReadonlyMap<string, Listed>> {
    const { credential } = options;
    const finishReads = userIds.map((userId) => cache?.startRead({ source: "list", userId, credential }));
    let lists: ReadonlyMap<string, Listed> | undefined;
    try {
      lists = await listReadable(userIds, options);
      return lists;
    } finally {
      for (const [n, userId] of userIds.entries()) finishReads[n]?.(lists?.get(userId)?.cacheable);
    }
  }

  /** Returns the cached entries that the caller may see. Undefined if a call to ZITADEL is needed. */
  function fromCache(userId: string, options: ReadOptions): LoadResult | undefined {
    const cached = cache?.get({ source: "list", userId, credential: options.credential });
    return cached && chargeVisibleEntries(cached, userId, options, maxUserBytes);
  }

  async function load(userIds: readonly string[], options: ReadOptions): Promise<readonly LoadResult[]> {
    const cached = userIds.map((userId) => fromCache(userId, options));
    const lists = await read(
      userIds.filter((_, n) => cached[n] === undefined),
      options,
    );
    return userIds.map((userId, n) => {
      const loaded = cached[n] ?? lists.get(userId)?.loaded;
      if (loaded === undefined) throw new TypeError("every user must be cached or read");
      return loaded;
    });
  }

  return {
    load,
    async loadOne(userId, options) {
      const [loaded] = await load([userId], options);
      if (loaded === undefined) throw new TypeError("the load must return a result for the user");
      return loaded;
    },
  };
}
