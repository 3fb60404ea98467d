import type { Clock } from "../../lib/clock.js";
import type { LoadResult, MetadataSource, ReadOptions } from "../../metadata/source.js";
import type { Visibility } from "../../metadata/visibility.js";
import type { WriteObserver } from "../../changes/write-observer.js";
import {
  readClaims,
  createSelfReader,
  type SelfReadStrategy,
  createUserinfoReader,
} from "./read/self-reader.js";
import { createFindRejected } from "./read/find-rejected.js";
import { createListReader } from "./read/list.js";
import { createGetOrganizations } from "../users/organizations.js";
import { cacheUserinfo } from "./read/cached-userinfo.js";
import type { UserCache } from "./read/cache.js";
import type { Leases } from "../../changes/leases.js";
import { localLeases } from "./write/local-leases.js";
import { createRecentWrites } from "./write/recent-writes.js";
import { createSendWrite } from "./write/send.js";
import type { ZitadelClient } from "../client/client.js";
import type { Userinfo } from "../oidc/userinfo.js";
import type { UserApi } from "../api/user-api.js";
import { createRecentEntries, type RecentEntries } from "../../metadata/recent-entries.js";
import { createUserSearch } from "./user-search.js";
import { createWrites } from "./write/writes.js";
import { createWriteVerifier } from "./write/verify.js";

export interface ZitadelSourceOptions {
  /** Invalidates reads in flight of a user before and after a write. */
  readonly invalidateReads: ZitadelClient["invalidateReads"];
  /** Undefined if caching is disabled. */
  readonly cache: UserCache | undefined;
  readonly visibility: Visibility;
  /** Sources for the caller's own metadata, in order of preference. */
  readonly selfReadOrder: readonly ("userinfo" | "list" | "claims")[];
  readonly maxUserBytes: number;
  /** Maximum number of users that one request reads at the same time. */
  readonly concurrency: number;
  /** Notified before and after each write. */
  readonly writeObserver?: WriteObserver | undefined;
  /** Excludes writes of other processes. By default only this process writes. */
  readonly leases?: Leases | undefined;
  /** Receives the entries that writes set: searches find them without a lag. */
  readonly recentEntries?: RecentEntries | undefined;
  readonly clock: Clock;
}

/**
 * Implements the metadata port with ZITADEL's API. The caller's own metadata is read in
 * `selfReadOrder`; other users, and all users for the service user, are read with list calls.
 */
export function createZitadelSource(
  api: UserApi,
  userinfo: Userinfo,
  options: ZitadelSourceOptions,
): MetadataSource {
  const {
    cache,
    visibility,
    selfReadOrder,
    maxUserBytes,
    concurrency,
    writeObserver,
    leases = localLeases,
    recentEntries = createRecentEntries(options.clock),
    clock,
  } = options;
  const listReader = createListReader(api, {
    maxUserBytes,
    concurrency,
    findRejected: createFindRejected(api.userExists, visibility, concurrency),
    cache,
  });
  const recentWrites = createRecentWrites(clock);
  const readUserinfo = createUserinfoReader(userinfo);
  const strategies: Readonly<Record<(typeof selfReadOrder)[number], SelfReadStrategy>> = {
    userinfo: { read: cache ? cacheUserinfo(readUserinfo, cache) : readUserinfo, isConsistent: false },
    list: { read: (self) => listReader.loadOne(self.credential.id, self), isConsistent: true },
    claims: { read: readClaims, isConsistent: false },
  };
  const selfReader = createSelfReader(
    selfReadOrder.map((name) => strategies[name]),
    strategies.list,
    recentWrites,
    maxUserBytes,
  );

  /** Invalidates in-flight reads and cache entries: their data may predate the write. */
  function invalidateReads(userId: string): void {
    options.invalidateReads(userId);
    cache?.invalidate(userId);
  }

  async function load(userIds: readonly string[], options: ReadOptions): Promise<readonly LoadResult[]> {
    const { credential } = options;
    if (credential === "service") return listReader.load(userIds, options);
    const selfIndex = userIds.indexOf(credential.id);
    if (selfIndex === -1) return listReader.load(userIds, options);
    // An ID token is never sent to ZITADEL: only its own claims are read.
    const readSelf = credential.hasOnlyIdToken ? readClaims : selfReader;
    const others = userIds.toSpliced(selfIndex, 1);
    const [ownResult, otherResults] = await Promise.all([
      readSelf({ ...options, credential }),
      others.length === 0 ? [] : listReader.load(others, options),
    ]);
    return otherResults.toSpliced(selfIndex, 0, ownResult);
  }

  return {
    load,
    userExists: api.userExists,
    findUsers: createUserSearch(api, recentEntries),
    getOrganizations: createGetOrganizations(api, clock),
    ...createWrites({
      api,
      sendWrite: createSendWrite(invalidateReads, recentWrites, recentEntries, writeObserver),
      verifier: createWriteVerifier(api),
      recentWrites,
      leases,
      clock,
    }),
  };
}
