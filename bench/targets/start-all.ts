import { rotate } from "../load/rounds.js";
import type { UpstreamProcess } from "../upstream/start-upstream.js";
import type { Workload } from "../workloads.js";
import { waitUntilFollowing } from "../replica/replica-state.js";
import type { ServerSpec } from "./target.js";
import { ExitedEarly, type Server, startServer } from "./start-server.js";

/** How long one start of a server took. */
export interface Start {
  readonly round: number;
  readonly target: string;
  readonly ms: number;
}

export interface AllServers extends AsyncDisposable {
  readonly servers: readonly Server[];
  readonly starts: readonly Start[];
  /** The servers that were omitted, with the reasons. */
  readonly notes: readonly string[];
}

/**
 * Starts each server `times` times, one server after another. After the last start the servers stay running.
 */
export async function startAll(
  specs: readonly ServerSpec[],
  upstream: UpstreamProcess,
  times: number,
  logFolder: string,
): Promise<AllServers> {
  const starts: Start[] = [];
  const notes: string[] = [];
  const remaining = new Set<ServerSpec>(specs);
  const running = new Map<ServerSpec, Server>();
  const stop = async (): Promise<void> => {
    for (const server of running.values()) await server[Symbol.asyncDispose]();
  };

  async function startOne(spec: ServerSpec, round: number): Promise<void> {
    const server = await startOrSkip(spec);
    if (server === undefined) return;
    starts.push({ round, target: spec.name, ms: server.startMs });
    if (round < times - 1) {
      await server[Symbol.asyncDispose]();
      return;
    }
    running.set(spec, server);
    if (spec.servesFrom === "replica") await waitUntilFollowing(server);
  }

  /** Skips the cached target if the build has no cache. All other failures are errors. */
  async function startOrSkip(spec: ServerSpec): Promise<Server | undefined> {
    const skip = (reason: string): void => {
      remaining.delete(spec);
      notes.push(`"${spec.name}" is omitted: ${reason}`);
    };
    try {
      const server = await startServer(
        spec,
        upstream,
        `${logFolder}/${spec.name.replaceAll(/\W+/g, "-")}.log`,
      );
      if (spec.servesFrom !== "cache" || (await usesCache(server, upstream))) return server;
      await server[Symbol.asyncDispose]();
      skip("the build has no cache, because it sends the same call to ZITADEL again.");
    } catch (error) {
      if (spec.servesFrom !== "cache" || !(error instanceof ExitedEarly)) throw error;
      skip("the server does not start with METADATA_CACHE_TTL_MS.");
    }
    return undefined;
  }

  try {
    for (let round = 0; round < times; round++) {
      for (const spec of rotate([...remaining], round)) await startOne(spec, round);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    servers: specs.flatMap((spec) => running.get(spec) ?? []),
    starts,
    notes,
    [Symbol.asyncDispose]: stop,
  };
}

const cacheProbe: Workload = {
  name: "cache probe",
  kind: "entities",
  usersPerRequest: 10,
  clients: 1,
  pages: 1,
};

async function usesCache(server: Server, upstream: UpstreamProcess): Promise<boolean> {
  await server.check(cacheProbe);
  await upstream.takeCalls();
  await server.check(cacheProbe);
  return ((await upstream.takeCalls())["list"] ?? 0) === 0;
}
