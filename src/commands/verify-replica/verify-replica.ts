import type { Clock } from "../../lib/clock.js";
import type { Config, ReplicaConfig } from "../../config/config.js";
import { allUserIds, sample } from "../../replica/verify/user-ids.js";
import { createListOwners } from "../../replica/record/list-users.js";
import { createFreshRead } from "../../replica/verify/read-when-fresh.js";
import type { RedisTimes } from "../../replica/store/redis/redis-store.js";
import type { Replica } from "../../replica/start-replica.js";
import { type Verified, type VerifyOptions, verifyOwners } from "../../replica/verify/verify-users.js";
import { createZitadelSource } from "../../zitadel/metadata/source.js";
import { type PreparedReplica, prepareReplica } from "../../app/prepare-replica.js";
import { startZitadelClients, type ZitadelClients } from "../../app/zitadel-clients.js";
import { createVerifyLog, type VerifyLog } from "./log.js";

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
const batchSeconds = 20;

/** Compares the configured replica with ZITADEL's lists, and writes nothing. Throws the Failure for which it could not. */
export async function verifyReplica(
  config: WithReplica,
  options: VerifyReplicaOptions,
  stopping: AbortSignal,
): Promise<Verified> {
  const verifyLog = createVerifyLog(options.note);
  const signal = AbortSignal.any([stopping, verifyLog.failed]);
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
  { log, storeFailure }: VerifyLog,
  { owners, onFinding, onProgress, clock, redisTimes }: VerifyReplicaOptions,
  signal: AbortSignal,
): Promise<Verified> {
  const { replica: settings, upstream } = config;
  await using clients = startZitadelClients(config, noopObserver, clock);
  const opened = await prepareReplica({
    ...{ clients, log, clock, redisTimes, listsAtOnce: upstream.connections, watch: noopObserver },
    // What it checks and heals by itself would not be found.
    config: { ...config, replica: { ...settings, checkMs: 0 } },
  });
  if (opened === undefined) throw new TypeError("a replica is configured");
  await using kept = await connectOrBuild({ opened, asked: clients, config, clock }, signal);
  const patience = { maxAgeMs: settings.maxLagMs, patienceMs, whyAway: storeFailure, clock };
  const onChanges = createFreshRead(kept.store, patience, signal);
  await onChanges([]);
  const atOnce = Math.min(mostTogether, batchSeconds * (upstream.rate ?? mostTogether));
  const all = allUserIds(opened.users, kept.store, atOnce, signal);
  const batches = owners === undefined ? all : sample(all, owners, atOnce);
  const listOwners = createListOwners(opened.lists, clock);
  const { overlapMs } = settings;
  // Awaited here, or all would be closed before.
  return await verifyOwners(
    batches,
    { read: onChanges, listOwners, overlapMs, onFinding, onProgress, clock },
    signal,
  );
}

interface Reached {
  readonly opened: PreparedReplica;
  readonly asked: ZitadelClients;
  readonly config: WithReplica;
  readonly clock: Clock;
}

/** In this process there is none yet: one is filled, and follows for as long as it is compared. */
async function connectOrBuild(
  { opened, asked, config, clock }: Reached,
  signal: AbortSignal,
): Promise<AsyncDisposable & Pick<PreparedReplica, "store">> {
  const { store } = opened;
  try {
    // Says what is wrong with ZITADEL, or our own service user, before anything is waited for.
    await opened.feed.head(signal);
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
  if (config.replica.store.kind !== "memory")
    return { store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  const replica = opened.start(sourceOf(asked, config, clock));
  try {
    await whenBuilt(replica, clock, signal);
    return { store, [Symbol.asyncDispose]: () => replica[Symbol.asyncDispose]() };
  } catch (error) {
    await replica[Symbol.asyncDispose]();
    throw error;
  }
}

async function whenBuilt(replica: Replica, clock: Clock, signal: AbortSignal): Promise<void> {
  while (replica.status().lagMs === undefined) await clock.sleep(lookEveryMs, signal);
}

function sourceOf(
  { withApi, userinfo, sharedReads }: ZitadelClients,
  { limits, upstream }: Config,
  clock: Clock,
) {
  return createZitadelSource(withApi, userinfo, {
    ...{ sharedReads, cache: undefined, selfSources: [], maxOwnerBytes: limits.ownerBytes },
    atOnce: upstream.connections,
    clock,
  });
}

const nothing = (): void => undefined;
const noopObserver = {
  ...{ onCall: nothing, onRetry: nothing, onCoalesced: nothing, onRejected: nothing, onCacheRead: nothing },
  ...{
    onCircuitChange: nothing,
    onRead: nothing,
    onChanges: nothing,
    onVerified: nothing,
    onMismatch: nothing,
  },
  onRebuild: nothing,
};
