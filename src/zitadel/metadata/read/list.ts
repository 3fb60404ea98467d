import { forEachLimit } from "../../../lib/for-each-limit.js";
import { Failure } from "../../../lib/failure.js";
import type { LoadResult, MetadataReader, MetadataSource, ReadOptions } from "../../../metadata/source.js";
import { chargeVisibleEntries } from "../../../access/visible-entries.js";
import { createCollector } from "./collector.js";
import { readAllPages, RowsWithheld } from "./pages.js";
import type { CachedOwner, UserCache } from "./cache.js";
import { isTooLarge, toReadFailure } from "../../client/errors.js";
import type { UserApi, WithApi } from "../../api/user-api.js";

export interface ListSourceOptions {
  readonly maxOwnerBytes: number;
  /** Of the owners of one load, how many are read at a time: what is not begun yet costs nothing. */
  readonly atOnce: number;
  /** Tells whether a user without anything to show may be read, where the list alone does not. */
  readonly knows?: MetadataSource["userExists"];
  readonly cache?: UserCache | undefined;
}

/** An owner of more is not kept. */
const maxKeptBytes = 1024 * 1024;

/** ZITADEL's lists: any user whom the credential may read, and the caller without any role. One call per user and page. */
export function createListSource(
  withApi: WithApi,
  { maxOwnerBytes, atOnce, knows, cache }: ListSourceOptions,
): MetadataReader {
  async function list(
    api: UserApi,
    ownerId: string,
    reading: ReadOptions,
  ): Promise<{ loaded: LoadResult; kept: CachedOwner | undefined }> {
    const { isVisible, budget } = reading;
    const confirmsAccess = needsAccessCheck(api, ownerId, reading);
    const { emptyMayMeanForbidden } = api;
    const limits = {
      maxBytes: maxOwnerBytes,
      shows: isVisible,
      budget,
      maxKeptBytes: cache ? maxKeptBytes : 0,
    };
    const found = createCollector(limits);
    try {
      await readAllPages(found, budget, async (page) => {
        const answer = await api.list(ownerId, page, reading);
        if (isTooLarge(answer)) return undefined;
        if (answer.status !== 200) throw toReadFailure(answer);
        return api.decodePage(answer.body, ownerId);
      });
      const loaded = found.visible();
      const accessConfirmed = loaded.length === 0 && confirmsAccess;
      // Throws for a user whom the credential may not read; an unknown one has no entries.
      if (accessConfirmed) await knows?.(ownerId, reading);
      const all = found.cacheable();
      return { loaded, kept: all && { ...all, emptyMayMeanForbidden, accessConfirmed } };
    } catch (error) {
      if (error instanceof RowsWithheld && confirmsAccess) await knows?.(ownerId, reading);
      throw error;
    }
  }

  async function read(ownerId: string, reading: ReadOptions): Promise<LoadResult> {
    const end = cache?.startRead({ source: "list", ownerId, credential: reading.credential });
    let kept: CachedOwner | undefined;
    try {
      const listed = await withApi((api) => list(api, ownerId, reading), reading.signal);
      kept = listed.kept;
      return listed.loaded;
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    } finally {
      end?.(kept);
    }
  }

  /** What is known of the owner, as far as this caller is shown it; undefined where ZITADEL has to be asked. */
  function fromCache(ownerId: string, reading: ReadOptions): LoadResult | undefined {
    const cached = cache?.get({ source: "list", ownerId, credential: reading.credential });
    if (cached === undefined) return undefined;
    const loaded = chargeVisibleEntries(cached, ownerId, reading, maxOwnerBytes);
    const showsNone = !(loaded instanceof Failure) && loaded.length === 0;
    if (showsNone && !cached.accessConfirmed && needsAccessCheck(cached, ownerId, reading)) return undefined;
    return loaded;
  }

  return {
    async load(owners, reading) {
      const known = new Map<string, LoadResult>();
      const unknown: string[] = [];
      for (const ownerId of owners) {
        const loaded = fromCache(ownerId, reading);
        if (loaded === undefined) unknown.push(ownerId);
        else known.set(ownerId, loaded);
      }
      await forEachLimit(atOnce, unknown, async (ownerId) => {
        const loaded = await read(ownerId, reading);
        known.set(ownerId, loaded);
        return !(loaded instanceof Failure && loaded.code === "OVERLOADED");
      });
      return owners.map((ownerId) => {
        const loaded = known.get(ownerId);
        if (loaded === undefined) throw new TypeError("every owner is known or read");
        return loaded;
      });
    },
  };
}

/** v1 shows no rows of a user of another organisation. v2 has none to withhold of a user without entries: hidden ones must not tell. */
function needsAccessCheck(
  api: Pick<UserApi, "emptyMayMeanForbidden">,
  ownerId: string,
  reading: ReadOptions,
): boolean {
  const { credential } = reading;
  const isOwn = credential !== "service" && credential.id === ownerId;
  return !isOwn && (api.emptyMayMeanForbidden || reading.mustTellEmptyFromForbidden(ownerId));
}
