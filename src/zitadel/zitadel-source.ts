import type { MetadataSource } from "../metadata/source.js";
import { createConnectCall } from "./connect.js";
import type { Discovery } from "./discovery.js";
import type { ZitadelHttp } from "./http.js";
import { createKnows } from "./knows.js";
import { createListSource } from "./list-source.js";
import { createRecentWrites } from "./recent-writes.js";
import { createSelfSource } from "./self-source.js";
import { createUserinfo } from "./userinfo.js";
import { createUserinfoSource } from "./userinfo-source.js";
import { createWrites } from "./writes.js";

export interface ZitadelSourceOptions {
  readonly apiUrl: string;
  /** The ways to read the caller's own metadata, in order. */
  readonly selfSources: readonly ("userinfo" | "list")[];
  readonly maxOwnerBytes: number;
}

/** The port on a real ZITADEL: the caller through the self sources, all others by list, every call with the caller's token. */
export function createZitadelSource(
  http: ZitadelHttp,
  discovery: Discovery,
  { apiUrl, selfSources, maxOwnerBytes }: ZitadelSourceOptions,
): MetadataSource {
  const userinfo = createUserinfo(http, discovery);
  const call = createConnectCall(http, apiUrl, userinfo);
  const recentWrites = createRecentWrites();
  const lists = createListSource(call, maxOwnerBytes);
  const ways = {
    userinfo: { source: createUserinfoSource(userinfo), isExact: false },
    list: { source: lists, isExact: true },
  };
  const loadSelf = createSelfSource(
    selfSources.map((name) => ways[name]),
    recentWrites,
  );
  const knows = createKnows(call);

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
    ...createWrites(call, lists, knows, recentWrites),
  };
}
