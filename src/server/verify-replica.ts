import { setTimeout } from "node:timers/promises";
import type { Config, ReplicaConfig } from "../config/config.js";
import { everybody, sampleOf } from "../replica/everybody.js";
import { createListOwners } from "../replica/list-owners.js";
import { createPatientRead } from "../replica/patient-read.js";
import type { Replica } from "../replica/start-replica.js";
import { type Verified, type VerifyOptions, verifyOwners } from "../replica/verify-owners.js";
import { createZitadelSource } from "../zitadel/zitadel-source.js";
import { type OpenReplica, openReplica } from "./open-replica.js";
import { startUpstream, type Upstream } from "./start-upstream.js";
import { createVerifyLog } from "./verify-log.js";

export interface VerifyReplicaOptions extends Pick<VerifyOptions, "onFinding" | "onProgress"> {
  /** Only so many, chosen at random. */
  readonly owners: number | undefined;
  /** Tells people what is going on. */
  readonly note: (words: string) => void;
}

/** Longer than another instance takes to follow where one has died. */
const patienceMs = 10_000;
const lookEveryMs = 50;
/** Lists that are asked for together, and what all of them have to be there in: see list-owners. */
const mostTogether = 200;
const togetherWithinS = 20;

/** Compares the configured replica with ZITADEL's lists, and writes nothing. Throws the Failure for which it could not. */
export async function verifyReplica(
  config: Config & { readonly replica: ReplicaConfig },
  { owners, note, onFinding, onProgress }: VerifyReplicaOptions,
  stopping: AbortSignal,
): Promise<Verified> {
  const { replica: settings, upstream } = config;
  const { log, failing, whyAway } = createVerifyLog(note);
  const signal = AbortSignal.any([stopping, failing]);
  await using asked = startUpstream(config, unwatched);
  const opened = await openReplica({
    ...{ asked, log, listsAtOnce: upstream.connections, watch: unwatched },
    // What it checks and heals by itself would not be found.
    config: { ...config, replica: { ...settings, checkMs: 0 } },
  });
  if (opened === undefined) throw new TypeError("a replica is configured");
  await using _ = await reachOrFill(opened, asked, config, signal);
  const read = createPatientRead(
    opened.store,
    { maxAgeMs: settings.maxLagMs, patienceMs, whyAway },
    signal,
  );
  await read([]);
  const atOnce = Math.min(mostTogether, togetherWithinS * (upstream.rate ?? mostTogether));
  const all = everybody(opened.users, opened.store, atOnce, signal);
  return await verifyOwners(
    owners === undefined ? all : sampleOf(all, owners, atOnce),
    {
      ...{ read, onFinding, onProgress, overlapMs: settings.overlapMs },
      listOwners: createListOwners(opened.lists),
    },
    signal,
  );
}

/** In this process there is none yet: one is filled, and follows for as long as it is compared. */
async function reachOrFill(
  opened: OpenReplica,
  asked: Upstream,
  config: Config & { readonly replica: ReplicaConfig },
  signal: AbortSignal,
): Promise<AsyncDisposable> {
  try {
    // Says what is wrong with ZITADEL, or our own service user, before anything is waited for.
    await opened.feed.newest(signal);
  } catch (error) {
    await opened.store[Symbol.asyncDispose]();
    throw error;
  }
  if (config.replica.store.kind !== "memory") return opened.store;
  const replica = opened.start(sourceOf(asked, config));
  try {
    await filled(replica, signal);
    return replica;
  } catch (error) {
    await replica[Symbol.asyncDispose]();
    throw error;
  }
}

async function filled(replica: Replica, signal: AbortSignal): Promise<void> {
  while (replica.status().lagMs === undefined) await setTimeout(lookEveryMs, undefined, { signal });
}

function sourceOf({ withApi, userinfo, sharedReads }: Upstream, { limits, upstream }: Config) {
  return createZitadelSource(withApi, userinfo, {
    ...{ sharedReads, cache: undefined, selfSources: [], maxOwnerBytes: limits.ownerBytes },
    atOnce: upstream.connections,
  });
}

const nothing = (): void => undefined;
const unwatched = {
  ...{ called: nothing, repeated: nothing, joined: nothing, overloaded: nothing, cacheRead: nothing },
  ...{ breakerTurned: nothing, answered: nothing, read: nothing, checked: nothing, differed: nothing },
  refilled: nothing,
};
