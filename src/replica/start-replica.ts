import type { Clock } from "../lib/clock.js";
import type { ChangeFeed, UserDirectory } from "../metadata/change-feed.js";
import type { MetadataReader, MetadataSource } from "../metadata/source.js";
import { createFollow } from "./follower.js";
import { askingForUs, createListOwners } from "./list-owners.js";
import { createProgress } from "./progress.js";
import { createReadSample } from "./read-sample.js";
import type { ReplicaLog } from "./replica-log.js";
import { createReplicaSource } from "./replica-source.js";
import type { ReplicaStatus, ReplicaWatch } from "./replica-watch.js";
import { createSeldom } from "../lib/seldom.js";
import { createSelfCheck } from "./self-check.js";
import { type AskShown, createShownOwners } from "./shown-owners.js";
import type { ReplicaStore } from "./store.js";
import { createWake } from "./wake.js";
import { createWalk } from "./walk.js";
import { watchState } from "./watch-state.js";

export interface ReplicaOptions {
  readonly store: ReplicaStore;
  readonly feed: ChangeFeed;
  readonly users: UserDirectory;
  /** ZITADEL's lists, whole, with nothing kept. */
  readonly lists: MetadataReader;
  readonly askShown: AskShown;
  readonly zitadel: MetadataSource;
  readonly pollMs: number;
  readonly overlapMs: number;
  readonly maxLagMs: number;
  readonly stale: "serve" | "refuse";
  readonly maxBytes: number;
  readonly checkMs: number;
  readonly rememberShownMs: number;
  readonly maxOwnerBytes: number;
  readonly log: ReplicaLog;
  readonly watch: ReplicaWatch;
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
  const state = watchState(store, progress, maxLagMs, clock);
  const sample = createReadSample(checkedOfThoseRead);
  const walk = createWalk(store, checkedOfAll);
  const wake = createWake(leastBetweenPollsMs, clock);
  const isStaleToBeTold = createSeldom(toldMs, clock);
  store.onNudge = () => {
    wake.nudge();
  };
  const organisationsOf = (
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> => zitadel.organisationsOf(ids, askingForUs(signal, clock));
  const checking = { listOwners: createListOwners(options.lists, clock), organisationsOf, log, clock };
  const selfCheck = createSelfCheck({
    ...checking,
    everyMs: checkMs,
    overlapMs,
    pick: async () => [...new Set([...sample.take(), ...(await walk.next())])],
    watch,
  });
  const follow = createFollow({ ...options, ...checking, wake, progress, selfCheck });
  const following = store.lead(follow, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) log.error({ err: error }, "nobody follows ZITADEL any more: this is a bug");
  });

  return {
    source: createReplicaSource(zitadel, {
      ...options,
      shownOwners: createShownOwners(options.askShown, options.rememberShownMs, clock),
      sample,
      isOff: () => progress.off !== undefined,
      onStale(ageMs) {
        if (!isStaleToBeTold("stale")) return;
        log.warn(
          { ageMs: Math.round(ageMs) },
          "ZITADEL cannot be reached: answers come from a replica that is older than REPLICA_MAX_LAG_MS (REPLICA_STALE=serve)",
        );
      },
    }),
    status: () => state.status(),
    nudge: () => {
      store.nudge();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await following;
      await state[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
