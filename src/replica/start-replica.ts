import type { Clock } from "../lib/clock.js";
import type { ChangeFeed, UserDirectory } from "../changes/change-feed.js";
import type { MetadataReader, MetadataSource } from "../metadata/source.js";
import { createFollow } from "./follow/follower.js";
import { askingForUs, createListOwners } from "./record/list-users.js";
import { createProgress } from "./follow/progress.js";
import { createReadSample } from "./verify/read-sample.js";
import type { ReplicaLog } from "./log.js";
import { createReplicaSource } from "./source/replica-source.js";
import type { ReplicaStatus, ReplicaObserver } from "./observer.js";
import { createLogThrottle } from "../lib/log-throttle.js";
import { createSelfCheck } from "./verify/background-check.js";
import { type QueryVisible, createShownOwners } from "./source/visibility-cache.js";
import type { ReplicaStore } from "./store/store.js";
import { createWake } from "./follow/poll-timer.js";
import { createWalk } from "./verify/round-robin.js";
import { trackStatus } from "./status.js";

export interface ReplicaOptions {
  readonly store: ReplicaStore;
  readonly feed: ChangeFeed;
  readonly users: UserDirectory;
  /** ZITADEL's lists, whole, with nothing kept. */
  readonly lists: MetadataReader;
  readonly askShown: QueryVisible;
  readonly zitadel: MetadataSource;
  readonly pollMs: number;
  readonly overlapMs: number;
  readonly maxLagMs: number;
  readonly serveStale: boolean;
  readonly maxBytes: number;
  readonly checkMs: number;
  readonly rememberShownMs: number;
  readonly maxOwnerBytes: number;
  readonly log: ReplicaLog;
  readonly watch: ReplicaObserver;
  readonly clock: Clock;
}

/** A copy of all metadata that follows ZITADEL's history. */
export interface Replica extends AsyncDisposable {
  /** The port, answered from the replica where it may be. */
  readonly source: MetadataSource;
  status(): ReplicaStatus;
  /** Something has happened at ZITADEL. */
  nudge(): void;
}

/** Who nudges without end gets no more polls a second than this allows. */
const leastBetweenPollsMs = 100;
const checkedOfThoseRead = 8;
const checkedOfAll = 8;
const toldMs = 60_000;

/** Begins to fill the replica, or to follow from where its store stands. Disposing of it closes the store. */
export function startReplica(options: ReplicaOptions): Replica {
  const { store, zitadel, log, watch, maxLagMs, overlapMs, checkMs, clock } = options;
  const stopping = new AbortController();
  const progress = createProgress(log, clock);
  const state = trackStatus(store, progress, maxLagMs, clock);
  const sample = createReadSample(checkedOfThoseRead);
  const walk = createWalk(store, checkedOfAll);
  const wake = createWake(leastBetweenPollsMs, clock);
  const isStaleToBeTold = createLogThrottle(toldMs, clock);
  store.onPollRequested = () => {
    wake.trigger();
  };
  const organisationsOf = (
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> => zitadel.getOrganizations(ids, askingForUs(signal, clock));
  const checking = { listOwners: createListOwners(options.lists, clock), organisationsOf, log, clock };
  const selfCheck = createSelfCheck({
    ...checking,
    everyMs: checkMs,
    overlapMs,
    selectUsers: async () => [...new Set([...sample.take(), ...(await walk.next())])],
    watch,
  });
  const follow = createFollow({ ...options, ...checking, wake, progress, selfCheck });
  const following = store.runAsLeader(follow, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) log.error({ err: error }, "replica loop crashed");
  });

  return {
    source: createReplicaSource(zitadel, {
      ...options,
      shownOwners: createShownOwners(options.askShown, options.rememberShownMs, clock),
      sample,
      isOff: () => progress.disabledReason !== undefined,
      onServedStale(ageMs) {
        if (!isStaleToBeTold("stale")) return;
        log.warn({ ageMs: Math.round(ageMs) }, "ZITADEL unreachable; serving stale replica data");
      },
    }),
    status: () => state.status(),
    nudge: () => {
      store.triggerPoll();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await following;
      await state[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
