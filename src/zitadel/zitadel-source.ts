import type { MetadataSource } from "../metadata/source.js";
import { createClaimsSource } from "./claims-source.js";
import { createKnows } from "./knows.js";
import { createListSource } from "./list-source.js";
import { createRecentWrites } from "./recent-writes.js";
import { createSelfSource } from "./self-source.js";
import type { Userinfo } from "./userinfo.js";
import { createUserinfoSource } from "./userinfo-source.js";
import type { WithApi } from "./user-api.js";
import { createWrites } from "./writes.js";

export interface ZitadelSourceOptions {
  /** The ways to read the caller's own metadata, in order. */
  readonly selfSources: readonly ("userinfo" | "list" | "claims")[];
  readonly maxOwnerBytes: number;
}

/** The port on a real ZITADEL: the caller through the self sources, all others by list, every call with the caller's token. */
export function createZitadelSource(
  withApi: WithApi,
  userinfo: Userinfo,
  { selfSources, maxOwnerBytes }: ZitadelSourceOptions,
): MetadataSource {
  const knows = createKnows(withApi);
  const lists = createListSource(withApi, knows, maxOwnerBytes);
  const recentWrites = createRecentWrites();
  const ways = {
    userinfo: { source: createUserinfoSource(userinfo), isExact: false },
    list: { source: lists, isExact: true },
    claims: { source: createClaimsSource(), isExact: false },
  };
  const loadSelf = createSelfSource(
    selfSources.map((name) => ways[name]),
    ways.list,
    recentWrites,
    maxOwnerBytes,
  );

  return {
    async load(owners, reading) {
      const self = owners.indexOf(reading.caller.id);
      if (self === -1) return lists.load(owners, reading);
      const [own, others] = await Promise.all([
        loadSelf(reading),
        lists.load(owners.toSpliced(self, 1), reading),
      ]);
      return others.toSpliced(self, 0, own);
    },
    knows,
    ...createWrites(withApi, lists, knows, recentWrites),
  };
}
