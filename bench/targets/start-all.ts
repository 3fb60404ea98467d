import { rotated } from "../load/rounds.js";
import type { UpstreamProcess } from "../upstream/start-upstream.js";
import type { Workload } from "../workloads.js";
import { untilFollowing } from "../replica/replica-state.js";
import type { ServerSpec } from "./contender.js";
import { NotStarted, type Server, startServer } from "./start-server.js";

/** How long a server took to start, each time. */
export interface Start {
  readonly round: number;
  readonly contender: string;
  readonly ms: number;
}

export interface AllServers extends AsyncDisposable {
  readonly servers: readonly Server[];
  readonly starts: readonly Start[];
  /** Who is left out, and why. */
  readonly notes: readonly string[];
}

/** Starts each server so many times, each alone and in turn; the last time they are left running. */
export async function startAll(
  specs: readonly ServerSpec[],
  upstream: UpstreamProcess,
  times: number,
  logs: string,
): Promise<AllServers> {
  const starts: Start[] = [];
  const notes: string[] = [];
  const left = new Set<ServerSpec>(specs);
  const running = new Map<ServerSpec, Server>();
  const stop = async (): Promise<void> => {
    for (const server of running.values()) await server[Symbol.asyncDispose]();
  };

  async function startOne(spec: ServerSpec, round: number): Promise<void> {
    const server = await startOrNote(spec);
    if (server === undefined) return;
    starts.push({ round, contender: spec.name, ms: server.startMs });
    if (round < times - 1) {
      await server[Symbol.asyncDispose]();
      return;
    }
    running.set(spec, server);
    if (spec.knows === "replica") await untilFollowing(server);
  }

  /** Only what depends on a variable that may not exist may be missing. */
  async function startOrNote(spec: ServerSpec): Promise<Server | undefined> {
    const note = (why: string): void => {
      left.delete(spec);
      notes.push(`${spec.name} is left out: ${why}`);
    };
    try {
      const server = await startServer(spec, upstream, `${logs}/${spec.name.replaceAll(/\W+/g, "-")}.log`);
      if (spec.knows !== "cache" || (await remembers(server, upstream))) return server;
      await server[Symbol.asyncDispose]();
      note("it asks ZITADEL again for what it was just told, so there is no such cache.");
    } catch (error) {
      if (spec.knows !== "cache" || !(error instanceof NotStarted)) throw error;
      note("it does not start with METADATA_CACHE_TTL_MS.");
    }
    return undefined;
  }

  try {
    for (let round = 0; round < times; round++) {
      for (const spec of rotated([...left], round)) await startOne(spec, round);
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

const twice: Workload = { name: "twice", kind: "entities", owners: 10, clients: 1, pages: 1 };

async function remembers(server: Server, upstream: UpstreamProcess): Promise<boolean> {
  await server.check(twice);
  await upstream.take();
  await server.check(twice);
  return ((await upstream.take())["list"] ?? 0) === 0;
}
