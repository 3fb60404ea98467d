import { atMost } from "../lib/at-most.js";
import { Failure } from "../lib/failure.js";
import type { Loaded, MetadataReader, MetadataSource, Reading } from "../metadata/source.js";
import { takeShown } from "../metadata/take-shown.js";
import { collectEntries } from "./collected-entries.js";
import { listAllPages, RowsWithheld } from "./list-pages.js";
import type { CachedOwner, OwnerCache } from "./owner-cache.js";
import { isTooLarge, readFailureOf } from "./refusal.js";
import type { UserApi, WithApi } from "./user-api.js";

export interface ListSourceOptions {
  readonly maxOwnerBytes: number;
  /** Of the owners of one load, how many are read at a time: what is not begun yet costs nothing. */
  readonly atOnce: number;
  /** Tells whether a user without anything to show may be read, where the list alone does not. */
  readonly knows?: MetadataSource["knows"];
  readonly cache?: OwnerCache | undefined;
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
    reading: Reading,
  ): Promise<{ loaded: Loaded; kept: CachedOwner | undefined }> {
    const { shows, budget } = reading;
    const looksTwice = needsKnows(api, ownerId, reading);
    const { emptyMayHide } = api;
    const limits = { maxBytes: maxOwnerBytes, shows, budget, maxKeptBytes: cache ? maxKeptBytes : 0 };
    const found = collectEntries(limits);
    try {
      await listAllPages(found, budget, async (page) => {
        const answer = await api.list(ownerId, page, reading);
        if (isTooLarge(answer)) return undefined;
        if (answer.status !== 200) throw readFailureOf(answer);
        return api.decodePage(answer.body, ownerId);
      });
      const loaded = found.shown();
      const isKnown = loaded.length === 0 && looksTwice;
      // Throws for a user whom the credential may not read; an unknown one has no entries.
      if (isKnown) await knows?.(ownerId, reading);
      const all = found.all();
      return { loaded, kept: all && { ...all, emptyMayHide, isKnown } };
    } catch (error) {
      if (error instanceof RowsWithheld && looksTwice) await knows?.(ownerId, reading);
      throw error;
    }
  }

  async function read(ownerId: string, reading: Reading): Promise<Loaded> {
    const end = cache?.begin({ way: "list", ownerId, credential: reading.credential });
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
  function recall(ownerId: string, reading: Reading): Loaded | undefined {
    const cached = cache?.get({ way: "list", ownerId, credential: reading.credential });
    if (cached === undefined) return undefined;
    const loaded = takeShown(cached, ownerId, reading, maxOwnerBytes);
    const showsNone = !(loaded instanceof Failure) && loaded.length === 0;
    if (showsNone && !cached.isKnown && needsKnows(cached, ownerId, reading)) return undefined;
    return loaded;
  }

  return {
    async load(owners, reading) {
      const known = new Map<string, Loaded>();
      const unknown: string[] = [];
      for (const ownerId of owners) {
        const loaded = recall(ownerId, reading);
        if (loaded === undefined) unknown.push(ownerId);
        else known.set(ownerId, loaded);
      }
      await atMost(atOnce, unknown, async (ownerId) => {
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
function needsKnows(api: Pick<UserApi, "emptyMayHide">, ownerId: string, reading: Reading): boolean {
  const { credential } = reading;
  const isOwn = credential !== "service" && credential.id === ownerId;
  return !isOwn && (api.emptyMayHide || reading.needsSecondLook(ownerId));
}
