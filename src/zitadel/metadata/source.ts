import type { Clock } from "../../lib/clock.js";
import type { LoadResult, MetadataSource, ReadOptions } from "../../metadata/source.js";
import type { WriteObserver } from "../../changes/write-observer.js";
import { readClaims } from "./read/claims.js";
import { createUserExists } from "../users/user-exists.js";
import { createListSource } from "./read/list.js";
import { createOrganisations } from "../users/organizations.js";
import { cacheUserinfo } from "./read/cached-userinfo.js";
import type { UserCache } from "./read/cache.js";
import { loadSelf, type SelfReader, type SelfReadOptions } from "./read/self-reader.js";
import { createOwnerTurns } from "./write/user-lock.js";
import { createRecentWrites } from "./write/recent-writes.js";
import { createSelfSource } from "./read/self.js";
import { createSendWrite } from "./write/send.js";
import type { Coalescer } from "../client/coalesce.js";
import type { Userinfo } from "../oidc/userinfo.js";
import { createUserinfoSource } from "./read/userinfo.js";
import type { WithApi } from "../api/user-api.js";
import { createWrites } from "./write/writes.js";
import { createWritten } from "./write/verify.js";

export interface ZitadelSourceOptions {
  /** Of all that read. */
  readonly sharedReads: Coalescer;
  /** Undefined where nothing is to be kept. */
  readonly cache: UserCache | undefined;
  /** The ways to read the caller's own metadata, in order. */
  readonly selfSources: readonly ("userinfo" | "list" | "claims")[];
  readonly maxOwnerBytes: number;
  /** Owners of one request that are read at a time. */
  readonly atOnce: number;
  /** Who has to know of writes. */
  readonly writeWatch?: WriteObserver | undefined;
  readonly clock: Clock;
}

/** The port on a real ZITADEL: callers with their own token through the self sources, all others by list. */
export function createZitadelSource(
  withApi: WithApi,
  userinfo: Userinfo,
  { sharedReads, cache, selfSources, maxOwnerBytes, atOnce, writeWatch, clock }: ZitadelSourceOptions,
): MetadataSource {
  const userExists = createUserExists(withApi);
  const lists = createListSource(withApi, { maxOwnerBytes, atOnce, knows: userExists, cache });
  const recentWrites = createRecentWrites(clock);
  const listOwn: SelfReader = async (reading) => {
    const [loaded] = await lists.load([reading.credential.id], reading);
    if (loaded === undefined) throw new TypeError("a source answers every owner it was asked for");
    return loaded;
  };
  const readUserinfo = createUserinfoSource(userinfo);
  const ways = {
    userinfo: { read: cache ? cacheUserinfo(readUserinfo, cache) : readUserinfo, isConsistent: false },
    list: { read: listOwn, isConsistent: true },
    claims: { read: readClaims, isConsistent: false },
  };
  const readSelf = createSelfSource(
    selfSources.map((name) => ways[name]),
    ways.list,
    recentWrites,
    maxOwnerBytes,
  );

  /** What is read, or kept, is of before a write. */
  function forgetReads(ownerId: string): void {
    sharedReads.invalidate(ownerId);
    cache?.invalidate(ownerId);
  }

  /** An ID token is not sent anywhere: it is what it says. */
  const readOwn = (reading: SelfReadOptions): Promise<LoadResult> =>
    loadSelf(reading.credential.hasOnlyIdToken ? readClaims : readSelf, reading);

  async function load(owners: readonly string[], reading: ReadOptions): Promise<readonly LoadResult[]> {
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
    userExists,
    getOrganizations: createOrganisations(withApi, clock),
    ...createWrites({
      sendWrite: createSendWrite(withApi, forgetReads, recentWrites, writeWatch),
      written: createWritten(withApi),
      locks: createOwnerTurns(),
      knows: userExists,
      recentWrites,
    }),
  };
}
