import type { Clock } from "../lib/clock.js";
import type { Loaded, MetadataSource, Reading } from "../metadata/source.js";
import type { WriteWatch } from "../metadata/write-watch.js";
import { readClaims } from "./claims-source.js";
import { createKnows } from "./knows.js";
import { createListSource } from "./list-source.js";
import { createOrganisations } from "./organisations.js";
import { keepUserinfo } from "./kept-userinfo.js";
import type { OwnerCache } from "./owner-cache.js";
import { loadOwn, type OwnReader, type OwnReading } from "./own-reader.js";
import { createOwnerTurns } from "./owner-turns.js";
import { createRecentWrites } from "./recent-writes.js";
import { createSelfSource } from "./self-source.js";
import { createSendWrite } from "./send-write.js";
import type { SharedReads } from "./shared-reads.js";
import type { Userinfo } from "./userinfo.js";
import { createUserinfoSource } from "./userinfo-source.js";
import type { WithApi } from "./user-api.js";
import { createWrites } from "./writes.js";
import { createWritten } from "./written.js";

export interface ZitadelSourceOptions {
  /** Of all that read. */
  readonly sharedReads: SharedReads;
  /** Undefined where nothing is to be kept. */
  readonly cache: OwnerCache | undefined;
  /** The ways to read the caller's own metadata, in order. */
  readonly selfSources: readonly ("userinfo" | "list" | "claims")[];
  readonly maxOwnerBytes: number;
  /** Owners of one request that are read at a time. */
  readonly atOnce: number;
  /** Who has to know of writes. */
  readonly writeWatch?: WriteWatch | undefined;
  readonly clock: Clock;
}

/** The port on a real ZITADEL: callers with their own token through the self sources, all others by list. */
export function createZitadelSource(
  withApi: WithApi,
  userinfo: Userinfo,
  { sharedReads, cache, selfSources, maxOwnerBytes, atOnce, writeWatch, clock }: ZitadelSourceOptions,
): MetadataSource {
  const knows = createKnows(withApi);
  const lists = createListSource(withApi, { maxOwnerBytes, atOnce, knows, cache });
  const recentWrites = createRecentWrites(clock);
  const listOwn: OwnReader = async (reading) => {
    const [loaded] = await lists.load([reading.credential.id], reading);
    if (loaded === undefined) throw new TypeError("a source answers every owner it was asked for");
    return loaded;
  };
  const readUserinfo = createUserinfoSource(userinfo);
  const ways = {
    userinfo: { read: cache ? keepUserinfo(readUserinfo, cache) : readUserinfo, isExact: false },
    list: { read: listOwn, isExact: true },
    claims: { read: readClaims, isExact: false },
  };
  const readSelf = createSelfSource(
    selfSources.map((name) => ways[name]),
    ways.list,
    recentWrites,
    maxOwnerBytes,
  );

  /** What is read, or kept, is of before a write. */
  function forgetReads(ownerId: string): void {
    sharedReads.close(ownerId);
    cache?.drop(ownerId);
  }

  /** An ID token is not sent anywhere: it is what it says. */
  const readOwn = (reading: OwnReading): Promise<Loaded> =>
    loadOwn(reading.credential.hasOnlyIdToken ? readClaims : readSelf, reading);

  async function load(owners: readonly string[], reading: Reading): Promise<readonly Loaded[]> {
    const { credential } = reading;
    if (credential === "service") return lists.load(owners, reading);
    const self = owners.indexOf(credential.id);
    if (self === -1) return lists.load(owners, reading);
    const [own, others] = await Promise.all([
      readOwn({ ...reading, credential }),
      lists.load(owners.toSpliced(self, 1), reading),
    ]);
    return others.toSpliced(self, 0, own);
  }

  return {
    load,
    knows,
    organisationsOf: createOrganisations(withApi, clock),
    ...createWrites({
      sendWrite: createSendWrite(withApi, forgetReads, recentWrites, writeWatch),
      written: createWritten(withApi),
      turns: createOwnerTurns(),
      knows,
      recentWrites,
    }),
  };
}
