import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { bytesOf } from "../../metadata/size-limit.js";
import type { LoadResult, MetadataSource, ReadOptions } from "../../metadata/source.js";
import { chargeVisibleEntries } from "../../access/visible-entries.js";
import type { ReadSample } from "../verify/read-sample.js";
import type { ReplicaAnswer, ReplicaObserver } from "../observer.js";
import type { VisibilityCache } from "./visibility-cache.js";
import type { KnownWrite, ReplicaStore, StoredPage } from "../store/store.js";
import { decodeEntries, latestChange } from "../record/decode.js";

export interface ReplicaSourceOptions {
  readonly store: Pick<ReplicaStore, "read">;
  readonly shownOwners: VisibilityCache;
  readonly maxLagMs: number;
  readonly serveStale: boolean;
  readonly maxOwnerBytes: number;
  readonly sample: ReadSample;
  readonly watch: ReplicaObserver;
  /** Whether the replica has switched itself off. */
  readonly isOff: () => boolean;
  /** Answers that are too old are being served. */
  readonly onServedStale: (ageMs: number) => void;
  readonly clock: Clock;
}

/** What the store has of one owner. */
interface Stored {
  readonly record: Buffer | undefined;
  readonly write: KnownWrite | undefined;
}

/** The port on the replica, and on ZITADEL for whatever the replica may not or cannot answer. */
export function createReplicaSource(zitadel: MetadataSource, options: ReplicaSourceOptions): MetadataSource {
  const {
    store,
    shownOwners,
    maxLagMs,
    serveStale,
    maxOwnerBytes,
    sample,
    watch,
    isOff,
    onServedStale,
    clock,
  } = options;

  /** Why none of what was read at this moment may be answered now, if so. */
  function unusableReason(page: StoredPage | undefined, readAt: number): ReplicaAnswer | undefined {
    if (isOff()) return "disabled";
    if (page === undefined) return "store_unavailable";
    if (page.ageMs === undefined) return "building";
    return page.ageMs + clock.now() - readAt > maxLagMs ? "lagging" : undefined;
  }

  /** Whom ZITADEL lets the reading's credential read. The caller alone is read as ever, where it is not known: that is one call, too. */
  async function visibleUsers(owners: readonly string[], reading: ReadOptions): Promise<ReadonlySet<string>> {
    const { credential } = reading;
    if (credential === "service") return new Set(owners);
    const isAlone = owners.length === 1 && owners[0] === credential.id;
    if (credential.hasOnlyIdToken) return new Set();
    return isAlone
      ? shownOwners.cached(credential, owners)
      : await shownOwners.visibleTo(credential, owners, reading);
  }

  /** Undefined where it cannot be read. */
  function answerOf(ownerId: string, { record }: Stored, reading: ReadOptions): LoadResult | undefined {
    const entries =
      record === undefined ? [] : readOrNot(() => decodeEntries(record, ownerId, reading.withDates));
    return (
      entries && chargeVisibleEntries({ entries, bytes: bytesOf(entries) }, ownerId, reading, maxOwnerBytes)
    );
  }

  /** Answers of ZITADEL's; those that it does not answer for because it cannot be reached, from a replica that is too old. */
  async function loadFromZitadel(
    owners: readonly string[],
    reading: ReadOptions,
    stale: { readonly stored: ReadonlyMap<string, Stored>; readonly ageMs: number } | undefined,
  ): Promise<readonly LoadResult[]> {
    const loaded = owners.length === 0 ? [] : await zitadel.load(owners, reading);
    if (stale === undefined || !loaded.some(isUpstreamDown)) return loaded;
    const { credential } = reading;
    const shown = credential === "service" ? undefined : shownOwners.cached(credential, owners);
    let served = 0;
    const answers = loaded.map((answer, n) => {
      const ownerId = owners[n] ?? "";
      const stored = stale.stored.get(ownerId);
      const mayServe = shown === undefined || shown.has(ownerId);
      // A write that is over is in a replica that is not behind; this one is.
      if (!isUpstreamDown(answer) || stored === undefined || mayLackWrite(stored) || !mayServe) return answer;
      const known = answerOf(ownerId, stored, reading);
      if (known === undefined) return answer;
      served++;
      return known;
    });
    if (served > 0) {
      watch.onRead("stale", served);
      onServedStale(stale.ageMs);
    }
    return answers;
  }

  async function load(owners: readonly string[], reading: ReadOptions): Promise<readonly LoadResult[]> {
    const readAt = clock.now();
    const page = isOff() ? undefined : await store.read(owners);
    const stored = storedOf(owners, page);
    const candidates = owners.filter((id) => !hasPendingWrite(stored.get(id)));
    const isOfUse = unusableReason(page, readAt) === undefined && candidates.length > 0;
    const shown = isOfUse ? await visibleUsers(candidates, reading) : new Set<string>();
    // ZITADEL may have taken its time to say whom it shows.
    const trouble = unusableReason(page, readAt);
    if (trouble !== undefined) {
      watch.onRead(trouble, owners.length);
      const ageMs = page?.ageMs;
      const mayServe = serveStale && ageMs !== undefined;
      return loadFromZitadel(owners, reading, mayServe ? { stored, ageMs } : undefined);
    }
    const answers = new Map<string, LoadResult>();
    for (const id of shown) {
      const known = stored.get(id);
      const answer = known && answerOf(id, known, reading);
      if (answer !== undefined) answers.set(id, answer);
    }
    const rest = owners.filter((id) => !answers.has(id));
    watch.onRead("hit", answers.size);
    watch.onRead("recently_written", owners.length - candidates.length);
    watch.onRead("not_visible", candidates.length - answers.size);
    sample.add(candidates);
    for (const [n, loaded] of (await loadFromZitadel(rest, reading, undefined)).entries()) {
      const id = rest[n];
      if (id !== undefined) answers.set(id, loaded);
    }
    return owners.map((id) => {
      const loaded = answers.get(id);
      if (loaded === undefined) throw new TypeError("a source answers every owner it was asked for");
      return loaded;
    });
  }

  return { ...zitadel, load };
}

function storedOf(owners: readonly string[], page: StoredPage | undefined): ReadonlyMap<string, Stored> {
  if (page === undefined) return new Map();
  return new Map(owners.map((id, n) => [id, { record: page.records[n], write: page.awaited[n] }]));
}

/** Undefined where a store that others can write to has something else than a record. */
function readOrNot<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Whether the owner was written to and a replica that is not behind has not heard of it yet. */
function hasPendingWrite(stored: Stored | undefined): boolean {
  return stored?.write?.isOver === false && mayLackWrite(stored);
}

/** Whether a write to the owner may not be in the record. */
function mayLackWrite({ record, write }: Stored): boolean {
  if (write === undefined) return false;
  const { changedAt } = write;
  if (changedAt === undefined || record === undefined) return true;
  const newest = readOrNot(() => latestChange(record));
  return newest === undefined || newest < changedAt;
}

function isUpstreamDown(loaded: LoadResult): boolean {
  return (
    loaded instanceof Failure &&
    (loaded.code === "UPSTREAM_UNAVAILABLE" || loaded.code === "UPSTREAM_TIMEOUT")
  );
}
