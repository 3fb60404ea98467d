import type { Clock } from "../../lib/clock.js";
import type { Config, ReplicaConfig } from "../../config/config.js";
import { allUserIds, sample } from "../../replica/verify/user-ids.js";
import { createListUsers } from "../../replica/record/list-users.js";
import { createFreshRead } from "../../replica/verify/read-when-fresh.js";
import type { RedisTimings } from "../../replica/store/redis/redis-store.js";
import type { ReplicaObserver } from "../../replica/observer.js";
import type { Replica } from "../../replica/start-replica.js";
import {
  type VerificationResult,
  type VerifyOptions,
  verifyUsers,
} from "../../replica/verify/verify-users.js";
import type { ClientObserver } from "../../zitadel/client/observer.js";
import { createZitadelSource } from "../../zitadel/metadata/source.js";
import { type PreparedReplica, prepareReplica } from "../../app/prepare-replica.js";
import { startZitadelClients, type ZitadelClients } from "../../app/zitadel-clients.js";
import { createVerifyLog, type VerifyLog } from "./log.js";

export interface VerifyReplicaOptions extends Pick<VerifyOptions, "onMismatch" | "onProgress"> {
  /** Number of users to compare, chosen at random; undefined: all. */
  readonly sampleSize: number | undefined;
  readonly printStatus: (message: string) => void;
  readonly clock: Clock;
  readonly redisTimings?: RedisTimings | undefined;
}

type WithReplica = Config & { readonly replica: ReplicaConfig };

/** Longer than another process needs to become the leader after a leader has exited. */
const maxWaitMs = 10_000;
const buildPollMs = 50;
/** Users per batch. All their lists must arrive within the time limit for one batch (see list-users.ts). */
const maxBatchSize = 200;
const batchSeconds = 20;

/**
 * Compares the configured replica with ZITADEL's lists, without writing. Rejects with a Failure if it cannot.
 */
export async function verifyReplica(
  config: WithReplica,
  options: VerifyReplicaOptions,
  stopping: AbortSignal,
): Promise<VerificationResult> {
  const verifyLog = createVerifyLog(options.printStatus);
  const signal = AbortSignal.any([stopping, verifyLog.failed]);
  try {
    return await verify(config, verifyLog, options, signal);
  } catch (error) {
    // After an abort, other errors are consequences of it.
    signal.throwIfAborted();
    throw error;
  }
}

async function verify(
  config: WithReplica,
  { log, storeFailure }: VerifyLog,
  { sampleSize, onMismatch, onProgress, clock, redisTimings }: VerifyReplicaOptions,
  signal: AbortSignal,
): Promise<VerificationResult> {
  const { replica: settings, upstream } = config;
  const { maxLagMs: maxAgeMs, allowedLatenessMs } = settings;
  await using clients = startZitadelClients(config, {
    observer: noopObserver,
    onVersionChange: noop,
    clock,
  });
  const prepared = await prepareReplica({
    clients,
    // The background check would repair differences before the verification finds them.
    config: { ...config, replica: { ...settings, checkMs: 0 } },
    log,
    observer: noopObserver,
    clock,
    redisTimings,
    listConcurrency: upstream.connections,
  });
  if (prepared === undefined) throw new TypeError("a replica is configured");
  await using target = await connectOrBuild({ prepared, clients, config, clock }, signal);
  const read = createFreshRead(target.store, { maxAgeMs, maxWaitMs, storeFailure, clock }, signal);
  await read([]);
  const batchSize = Math.min(maxBatchSize, batchSeconds * (upstream.rate ?? maxBatchSize));
  const all = allUserIds(prepared.users, target.store, batchSize, signal);
  const batches = sampleSize === undefined ? all : sample(all, sampleSize, batchSize);
  const listUsers = createListUsers(prepared.lists, clock);
  // Awaited here: otherwise `await using` would close the store and the clients first.
  return await verifyUsers(
    batches,
    { read, listUsers, allowedLatenessMs, onMismatch, onProgress, clock },
    signal,
  );
}

interface ConnectOptions {
  readonly prepared: PreparedReplica;
  readonly clients: ZitadelClients;
  readonly config: WithReplica;
  readonly clock: Clock;
}

/**
 * With REPLICA=memory, this process has no replica yet: builds one that follows ZITADEL until it is disposed
 * of.
 */
async function connectOrBuild(
  { prepared, clients, config, clock }: ConnectOptions,
  signal: AbortSignal,
): Promise<AsyncDisposable & Pick<PreparedReplica, "store">> {
  const { store } = prepared;
  try {
    // Reports problems with ZITADEL or the service user immediately, before any wait.
    await prepared.feed.head(signal);
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
  if (config.replica.store.kind !== "memory")
    return { store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  const replica = prepared.start(createSource(clients, config, clock), () => undefined);
  try {
    await waitUntilBuilt(replica, clock, signal);
    return { store, [Symbol.asyncDispose]: () => replica[Symbol.asyncDispose]() };
  } catch (error) {
    await replica[Symbol.asyncDispose]();
    throw error;
  }
}

async function waitUntilBuilt(replica: Replica, clock: Clock, signal: AbortSignal): Promise<void> {
  while (replica.status().lagMs === undefined) await clock.sleep(buildPollMs, signal);
}

function createSource(
  { client, userApi, userinfo, visibility }: ZitadelClients,
  { limits, upstream }: Config,
  clock: Clock,
) {
  return createZitadelSource(userApi, userinfo, {
    invalidateReads: client.invalidateReads,
    cache: undefined,
    visibility,
    selfReadOrder: [],
    maxUserBytes: limits.userMetadataBytes,
    concurrency: upstream.connections,
    clock,
  });
}

const noop = (): void => undefined;
const noopObserver: ClientObserver & ReplicaObserver = {
  onCall: noop,
  onRetry: noop,
  onCoalesced: noop,
  onRejected: noop,
  onCircuitChange: noop,
  onCacheRead: noop,
  onRead: noop,
  onChanges: noop,
  onVerified: noop,
  onMismatch: noop,
  onRebuild: noop,
};
