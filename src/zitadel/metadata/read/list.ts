import { forEachLimit } from "../../../lib/for-each-limit.js";
import { Failure } from "../../../lib/failure.js";
import type { LoadResult, MetadataReader, MetadataSource, ReadOptions } from "../../../metadata/source.js";
import { chargeVisibleEntries } from "../../../access/visible-entries.js";
import { createCollector } from "./collector.js";
import { readAllPages, RowsWithheld } from "./pages.js";
import type { CachedUser, UserCache } from "./cache.js";
import type { UserApi } from "../../api/user-api.js";

export interface ListReaderOptions {
  readonly maxUserBytes: number;
  /** Maximum number of users that one load reads at the same time. Users not yet started use no resources. */
  readonly concurrency: number;
  /** Confirms that a user without visible entries may be read, in cases where the list alone cannot tell. */
  readonly userExists?: MetadataSource["userExists"];
  readonly cache?: UserCache | undefined;
}

/** Reads one user, or several at the same time. */
export interface ListReader extends MetadataReader {
  loadOne(userId: string, options: ReadOptions): Promise<LoadResult>;
}

/** Users with a larger total value size are not cached. */
const maxCacheableBytes = 1024 * 1024;

/**
 * Reads metadata with ZITADEL's list calls, one call per user and page. Works for all users that the
 * credential may read. Callers can read their own metadata without any role.
 */
export function createListReader(
  api: Pick<UserApi, "list">,
  { maxUserBytes, concurrency, userExists, cache }: ListReaderOptions,
): ListReader {
  async function list(
    userId: string,
    options: ReadOptions,
  ): Promise<{ loaded: LoadResult; cacheable: CachedUser | undefined }> {
    const { isVisible, budget } = options;
    const limits = {
      maxBytes: maxUserBytes,
      isVisible,
      budget,
      maxCacheableBytes: cache ? maxCacheableBytes : 0,
    };
    const found = createCollector(limits);
    // The list of v1 is empty for users of other organizations, too.
    let emptyMayMeanForbidden = false;
    const confirmsAccess = (): boolean => needsAccessCheck(emptyMayMeanForbidden, userId, options);
    try {
      await readAllPages(found, budget, async (request) => {
        const page = await api.list(userId, request, options);
        if (page !== "tooLarge") emptyMayMeanForbidden = page.version === "v1";
        return page;
      });
      const loaded = found.visible();
      const accessConfirmed = loaded.length === 0 && confirmsAccess();
      // Throws if the credential may not read the user. An unknown user has no entries.
      if (accessConfirmed) await userExists?.(userId, options);
      const all = found.cacheable();
      return { loaded, cacheable: all && { ...all, emptyMayMeanForbidden, accessConfirmed } };
    } catch (error) {
      if (error instanceof RowsWithheld && confirmsAccess()) await userExists?.(userId, options);
      throw error;
    }
  }

  async function read(userId: string, options: ReadOptions): Promise<LoadResult> {
    const finishRead = cache?.startRead({ source: "list", userId, credential: options.credential });
    let cacheable: CachedUser | undefined;
    try {
      const listed = await list(userId, options);
      cacheable = listed.cacheable;
      return listed.loaded;
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    } finally {
      finishRead?.(cacheable);
    }
  }

  /** Returns the cached entries that the caller may see. Undefined if a call to ZITADEL is needed. */
  function fromCache(userId: string, options: ReadOptions): LoadResult | undefined {
    const cached = cache?.get({ source: "list", userId, credential: options.credential });
    if (cached === undefined) return undefined;
    const loaded = chargeVisibleEntries(cached, userId, options, maxUserBytes);
    const hasNoneVisible = !(loaded instanceof Failure) && loaded.length === 0;
    if (
      hasNoneVisible &&
      !cached.accessConfirmed &&
      needsAccessCheck(cached.emptyMayMeanForbidden, userId, options)
    )
      return undefined;
    return loaded;
  }

  return {
    async loadOne(userId, options) {
      return fromCache(userId, options) ?? read(userId, options);
    },
    async load(userIds, options) {
      const results = new Map<string, LoadResult>();
      const uncached: string[] = [];
      for (const userId of userIds) {
        const loaded = fromCache(userId, options);
        if (loaded === undefined) uncached.push(userId);
        else results.set(userId, loaded);
      }
      await forEachLimit(concurrency, uncached, async (userId) => {
        const loaded = await read(userId, options);
        results.set(userId, loaded);
        return !(loaded instanceof Failure && loaded.code === "OVERLOADED");
      });
      return userIds.map((userId) => {
        const loaded = results.get(userId);
        if (loaded === undefined) throw new TypeError("every user must be cached or read");
        return loaded;
      });
    },
  };
}

/**
 * Whether an empty result needs a second call. In v1 the list of a user in another organization is empty. In
 * v2 the list fails for missing permission only if the user has entries, which would reveal hidden ones.
 */
function needsAccessCheck(emptyMayMeanForbidden: boolean, userId: string, options: ReadOptions): boolean {
  const { credential } = options;
  const isOwn = credential !== "service" && credential.id === userId;
  return !isOwn && (emptyMayMeanForbidden || options.mustTellEmptyFromForbidden(userId));
}
