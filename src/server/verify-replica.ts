import type { Clock } from "../lib/clock.js";
import type { Config, ReplicaConfig } from "../config/config.js";
import { everybody, sampleOf } from "../replica/everybody.js";
import { createListOwners } from "../replica/list-owners.js";
import { createPatientRead } from "../replica/patient-read.js";
import type { RedisTimes } from "../replica/redis/start-redis-store.js";
import type { Replica } from "../replica/start-replica.js";
import { type Verified, type VerifyOptions, verifyOwners } from "../replica/verify-owners.js";
import { createZitadelSource } from "../zitadel/zitadel-source.js";
import { type OpenReplica, openReplica } from "./open-replica.js";
import { startUpstream, type Upstream } from "./start-upstream.js";
import { createVerifyLog, type VerifyLog } from "./verify-log.js";

export interface VerifyReplicaOptions extends Pick<VerifyOptions, "onFinding" | "onProgress"> {
  /** Only so many, chosen at random. */
  readonly owners: number | undefined;
  /** Tells people what is going on. */
  readonly note: (words: string) => void;
  readonly clock: Clock;
  readonly redisTimes?: RedisTimes | undefined;
}

type WithReplica = Config & { readonly replica: ReplicaConfig };

/** Longer than another instance takes to follow where one has died. */
const patienceMs = 10_000;
const lookEveryMs = 50;
/** Lists that are asked for together, and what all of them have to be there in: see list-owners. */
const mostTogether = 200;
const togetherWithinS = 20;

/** Compares the configured replica with ZITADEL's lists, and writes nothing. Throws the Failure for which it could not. */
export async function verifyReplica(
  config: WithReplica,
  options: VerifyReplicaOptions,
  stopping: AbortSignal,
): Promise<Verified> {
  const verifyLog = createVerifyLog(options.note);
  const signal = AbortSignal.any([stopping, verifyLog.failing]);
  try {
    return await verify(config, verifyLog, options, signal);
  } catch (error) {
    // Whatever was under way failed for it.
    signal.throwIfAborted();
    throw error;
  }
}

async function verify(
  config: WithReplica,
  { log, whyAway }: VerifyLog,
  { owners, onFinding, onProgress, clock, redisTimes }: VerifyReplicaOptions,
  signal: AbortSignal,
): Promise<Verified> {
  const { replica: settings, upstream } = config;
  await using asked = startUpstream(config, unwatched, clock);
  const opened = await openReplica({
    ...{ asked, log, clock, redisTimes, listsAtOnce: upstream.connections, watch: unwatched },
    // What it checks and heals by itself would not be found.
    config: { ...config, replica: { ...settings, checkMs: 0 } },
  });
  if (opened === undefined) throw new TypeError("a replica is configured");
  await using kept = await reachOrFill({ opened, asked, config, clock }, signal);
  const patience = { maxAgeMs: settings.maxLagMs, patienceMs, whyAway, clock };
  const read = createPatientRead(kept.store, patience, signal);
  await read([]);
  const atOnce = Math.min(mostTogether, togetherWithinS * (upstream.rate ?? mostTogether));
  const all = everybody(opened.users, kept.store, atOnce, signal);
  const batches = owners === undefined ? all : sampleOf(all, owners, atOnce);
  const listOwners = createListOwners(opened.lists, clock);
  const { overlapMs } = settings;
  // Awaited here, or all would be closed before.
  return await verifyOwners(batches, { read, listOwners, overlapMs, onFinding, onProgress, clock }, signal);
}

interface Reached {
  readonly opened: OpenReplica;
  readonly asked: Upstream;
  readonly config: WithReplica;
  readonly clock: Clock;
}

/** In this process there is none yet: one is filled, and follows for as long as it is compared. */
async function reachOrFill(
  { opened, asked, config, clock }: Reached,
  signal: AbortSignal,
): Promise<AsyncDisposable & Pick<OpenReplica, "store">> {
  const { store } = opened;
  try {
    // Says what is wrong with ZITADEL, or our own service user, before anything is waited for.
    await opened.feed.newest(signal);
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
  if (config.replica.store.kind !== "memory")
    return { store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  const replica = opened.start(sourceOf(asked, config, clock));
  try {
    await filled(replica, clock, signal);
    return { store, [Symbol.asyncDispose]: () => replica[Symbol.asyncDispose]() };
  } catch (error) {
    await replica[Symbol.asyncDispose]();
    throw error;
  }
}

async function filled(replica: Replica, clock: Clock, signal: AbortSignal): Promise<void> {
  while (replica.status().lagMs === undefined) await clock.sleep(lookEveryMs, signal);
}

function sourceOf({ withApi, userinfo, sharedReads }: Upstream, { limits, upstream }: Config, clock: Clock) {
  return createZitadelSource(withApi, userinfo, {
    ...{ sharedReads, cache: undefined, selfSources: [], maxOwnerBytes: limits.ownerBytes },
    atOnce: upstream.connections,
    clock,
  });
}

const nothing = (): void => undefined;
const unwatched = {
  ...{ called: nothing, repeated: nothing, joined: nothing, overloaded: nothing, cacheRead: nothing },
  ...{ breakerTurned: nothing, answered: nothing, read: nothing, checked: nothing, differed: nothing },
  refilled: nothing,
};
