import type { Clock } from "../lib/clock.js";
import type { ChangeFeed, UserDirectory } from "../changes/change-feed.js";
import type { RecentEntries } from "../metadata/recent-entries.js";
import type { MetadataReader, MetadataSource } from "../metadata/source.js";
import type { Visibility } from "../metadata/visibility.js";
import type { OnUsersChanged } from "../changes/users-changed.js";
import { createFollower } from "./follow/follower.js";
import { serviceCallOptions, createListUsers } from "./record/list-users.js";
import { createProgress } from "./follow/progress.js";
import { createReadSample } from "./verify/read-sample.js";
import type { ReplicaLog } from "./log.js";
import { createReplicaSource } from "./source/replica-source.js";
import type { ReplicaStatus, ReplicaObserver } from "./observer.js";
import { createThrottle } from "../lib/throttle.js";
import { createBackgroundCheck } from "./verify/background-check.js";
import type { ReplicaStore } from "./store/store.js";
import { createPollTimer } from "./follow/poll-timer.js";
import { createRoundRobin } from "./verify/round-robin.js";
import { trackStatus } from "./status.js";

export interface ReplicaOptions {
  readonly store: ReplicaStore;
  readonly feed: ChangeFeed;
  readonly users: UserDirectory;
  /** ZITADEL's metadata lists: complete and uncached. */
  readonly lists: MetadataReader;
  readonly visibility: Visibility;
  readonly zitadel: MetadataSource;
  readonly recentEntries: RecentEntries;
  readonly pollMs: number;
  readonly allowedLatenessMs: number;
  readonly maxLagMs: number;
  readonly serveStale: boolean;
  readonly maxBytes: number;
  readonly checkMs: number;
  readonly maxUserBytes: number;
  readonly log: ReplicaLog;
  readonly observer: ReplicaObserver;
  readonly onUsersChanged: OnUsersChanged;
  readonly clock: Clock;
}

/** A copy of all metadata that follows ZITADEL's event log. */
export interface Replica extends AsyncDisposable {
  /** Reads from the replica where possible, otherwise from ZITADEL. */
  readonly source: MetadataSource;
  status(): ReplicaStatus;
  /** Polls ZITADEL now, because it has new events. */
  triggerPoll(): void;
}

/** Minimum time between two polls, however often they are triggered. */
const minPollIntervalMs = 100;
const readSampleSize = 8;
const roundRobinSize = 8;
const staleLogIntervalMs = 60_000;

/**
 * Starts to build the replica, or to follow from the store's checkpoint. Disposing of it closes the store.
 */
export function startReplica(options: ReplicaOptions): Replica {
  const { store, zitadel, log, observer, maxLagMs, allowedLatenessMs, checkMs, clock } = options;
  const stopping = new AbortController();
  const progress = createProgress(log, clock);
  const statusTracker = trackStatus(store, progress, maxLagMs, clock);
  const readSample = createReadSample(readSampleSize);
  const roundRobin = createRoundRobin(store, roundRobinSize);
  const pollTimer = createPollTimer(minPollIntervalMs, clock);
  const shouldLogStale = createThrottle(staleLogIntervalMs, clock);
  store.onPollRequested = () => {
    pollTimer.trigger();
  };
  store.onUsersChanged = options.onUsersChanged;
  const getOrganizations = (
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> => zitadel.getOrganizations(ids, serviceCallOptions(signal, clock));
  const listUsers = createListUsers(options.lists, clock);
  const listReadOptions = { listUsers, getOrganizations, log, clock };
  const backgroundCheck = createBackgroundCheck({
    ...listReadOptions,
    intervalMs: checkMs,
    allowedLatenessMs,
    selectUsers: async () => [...new Set([...readSample.take(), ...(await roundRobin.next())])],
    observer,
  });
  const follow = createFollower({ ...options, ...listReadOptions, pollTimer, progress, backgroundCheck });
  const followerLoop = store.runAsLeader(follow, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) log.error({ err: error }, "replica loop crashed");
  });

  return {
    source: createReplicaSource(zitadel, {
      ...options,
      readSample,
      isDisabled: () => progress.disabledReason !== undefined,
      onServedStale(ageMs) {
        if (!shouldLogStale()) return;
        log.warn({ ageMs: Math.round(ageMs) }, "ZITADEL unreachable; serving stale replica data");
      },
    }),
    status: () => statusTracker.status(),
    triggerPoll: () => {
      store.triggerPoll();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await followerLoop;
      await statusTracker[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
