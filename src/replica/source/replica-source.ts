import type { Clock } from "../../lib/clock.js";
import { catchFailure, Failure } from "../../lib/failure.js";
import type { RecentEntries } from "../../metadata/recent-entries.js";
import type { LoadResult, MetadataSource, ReadOptions } from "../../metadata/source.js";
import type { Visibility } from "../../metadata/visibility.js";
import { chargeVisibleEntries } from "../../access/visible-entries.js";
import type { ReadSample } from "../verify/read-sample.js";
import type { ReplicaObserver } from "../observer.js";
import type { StoredPendingWrite, ReplicaStore, StoredPage } from "../store/store.js";
import { latestChangeDate } from "../record/decode.js";
import { createDecodedUsers } from "./decoded-users.js";
import { createReplicaSearch } from "./replica-search.js";
import { createUnusableReason } from "./usable.js";

export interface ReplicaSourceOptions {
  readonly store: Pick<ReplicaStore, "read" | "findUsers">;
  readonly visibility: Visibility;
  readonly recentEntries: RecentEntries;
  readonly maxLagMs: number;
  readonly serveStale: boolean;
  readonly maxUserBytes: number;
  readonly readSample: ReadSample;
  readonly observer: ReplicaObserver;
  /** Whether the replica has been disabled because it exceeds its maximum size. */
  readonly isDisabled: () => boolean;
  /** Called after entries from a lagging replica have been served. */
  readonly onServedStale: (ageMs: number) => void;
  readonly clock: Clock;
}

/** The page of a lagging replica. */
interface StalePage extends StoredPage {
  readonly ageMs: number;
}

const emptyPage: Pick<StoredPage, "records" | "pendingWrites"> = { records: [], pendingWrites: [] };
const everyone: Pick<ReadonlySet<string>, "has"> = { has: () => true };

/** A source that reads and searches in the replica where possible. Everything else goes to ZITADEL. */
export function createReplicaSource(zitadel: MetadataSource, options: ReplicaSourceOptions): MetadataSource {
  const {
    store,
    visibility,
    maxLagMs,
    serveStale,
    maxUserBytes,
    readSample,
    observer,
    isDisabled,
    onServedStale,
    clock,
  } = options;
  const decodedUsers = createDecodedUsers();

  const unusableReason = createUnusableReason(isDisabled, maxLagMs, clock);

  /** The users whose metadata ZITADEL lets the credential read, as far as it is known. */
  async function visibleUsers(
    userIds: readonly string[],
    readOptions: ReadOptions,
  ): Promise<Pick<ReadonlySet<string>, "has">> {
    const { credential } = readOptions;
    if (credential === "service") return everyone;
    const isSelfOnly = userIds.length === 1 && userIds[0] === credential.id;
    if (credential.hasOnlyIdToken) return new Set();
    // For the caller alone, reading from ZITADEL costs one call, as the visibility query would. It is the first
    // read with this token.
    if (isSelfOnly) return visibility.cached(credential, userIds);
    const visible = await catchFailure(visibility.visibleTo(credential, userIds, readOptions));
    return visible instanceof Failure ? visibility.cached(credential, userIds) : visible;
  }

  /** Returns undefined if the record cannot be decoded. */
  function toResult(
    userId: string,
    record: Buffer | undefined,
    readOptions: ReadOptions,
  ): LoadResult | undefined {
    const user = decodedUsers.decode(userId, record, readOptions.withDates);
    return user && chargeVisibleEntries(user, userId, readOptions, maxUserBytes);
  }

  /**
   * Reads from ZITADEL. With the page of a lagging replica, users for which ZITADEL is unreachable are read from
   * the page.
   */
  async function loadFromZitadel(
    userIds: readonly string[],
    readOptions: ReadOptions,
    stale: StalePage | undefined,
  ): Promise<readonly LoadResult[]> {
    const loaded = userIds.length === 0 ? [] : await zitadel.load(userIds, readOptions);
    if (stale === undefined || !loaded.some(isUpstreamDown)) return loaded;
    const { credential } = readOptions;
    const visible = credential === "service" ? undefined : visibility.cached(credential, userIds);
    let served = 0;
    const results = loaded.map((result, n) => {
      const userId = userIds[n] ?? "";
      const record = stale.records[n];
      const mayServe = visible === undefined || visible.has(userId);
      // Expired writes count, too: only a replica that does not lag is sure to contain them.
      const isOutdated = mayLackWrite(record, stale.pendingWrites[n]);
      if (!isUpstreamDown(result) || isOutdated || !mayServe) return result;
      const staleResult = toResult(userId, record, readOptions);
      if (staleResult === undefined) return result;
      served++;
      return staleResult;
    });
    if (served > 0) {
      observer.onRead("stale", served);
      onServedStale(stale.ageMs);
    }
    return results;
  }

  /** ZITADEL returned the caller's own metadata: later reads with this token can be served from the replica. */
  function storeOwnVisibility(userId: string, loaded: LoadResult, { credential }: ReadOptions): void {
    if (credential === "service" || userId !== credential.id || loaded instanceof Failure) return;
    if (!credential.hasOnlyIdToken) visibility.store(credential, userId);
  }

  async function load(userIds: readonly string[], readOptions: ReadOptions): Promise<readonly LoadResult[]> {
    const readAt = clock.now();
    const page = isDisabled() ? undefined : await store.read(userIds);
    const { records, pendingWrites } = page ?? emptyPage;
    const isCandidate = userIds.map((_, n) => !hasPendingWrite(records[n], pendingWrites[n]));
    const candidates = userIds.filter((_, n) => isCandidate[n] === true);
    const isUsable = unusableReason(page, readAt) === undefined && candidates.length > 0;
    const visible = isUsable ? await visibleUsers(candidates, readOptions) : new Set<string>();
    // Checked again: the page has aged during the visibility query.
    const reason = unusableReason(page, readAt);
    if (reason !== undefined) {
      observer.onRead(reason, userIds.length);
      const isStale = serveStale && page?.ageMs !== undefined;
      return loadFromZitadel(userIds, readOptions, isStale ? { ...page, ageMs: page.ageMs } : undefined);
    }
    const results = userIds.map((id, n) =>
      isCandidate[n] === true && visible.has(id) ? toResult(id, records[n], readOptions) : undefined,
    );
    const remaining = userIds.filter((_, n) => results[n] === undefined);
    const hits = userIds.length - remaining.length;
    observer.onRead("hit", hits);
    observer.onRead("recently_written", userIds.length - candidates.length);
    observer.onRead("not_visible", candidates.length - hits);
    readSample.add(candidates);
    const loaded = (await loadFromZitadel(remaining, readOptions, undefined)).values();
    return userIds.map((id, n) => {
      const result = results[n];
      if (result !== undefined) return result;
      const { value } = loaded.next();
      if (value === undefined) throw new TypeError("the source must return a result for each user");
      storeOwnVisibility(id, value, readOptions);
      return value;
    });
  }

  const isUsable = async (): Promise<boolean> => {
    const readAt = clock.now();
    return unusableReason(isDisabled() ? undefined : await store.read([]), readAt) === undefined;
  };
  return { ...zitadel, load, findUsers: createReplicaSearch(zitadel, { ...options, isUsable }) };
}

/** Returns undefined if the record is invalid: other programs can write to the store. */
function tryDecode<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** Whether even a replica without lag may lack a recent write to the user. */
function hasPendingWrite(record: Buffer | undefined, write: StoredPendingWrite | undefined): boolean {
  return write?.isExpired === false && mayLackWrite(record, write);
}

/** Whether the record may lack the last write to the user. */
function mayLackWrite(record: Buffer | undefined, write: StoredPendingWrite | undefined): boolean {
  if (write === undefined) return false;
  const { changedAt } = write;
  if (changedAt === undefined || record === undefined) return true;
  const latest = tryDecode(() => latestChangeDate(record));
  return latest === undefined || latest < changedAt;
}

function isUpstreamDown(loaded: LoadResult): boolean {
  return (
    loaded instanceof Failure &&
    (loaded.code === "UPSTREAM_UNAVAILABLE" || loaded.code === "UPSTREAM_TIMEOUT")
  );
}
