import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig } from "../src/config/read-config.js";
import { createApp } from "../src/app/create-app.js";
import { createTestClock } from "../test/support/test-clock.js";
import type { Target, ServerSpec } from "./targets/target.js";
import { subgraphSpec, replicaSpec } from "./targets/servers.js";
import { startLimit } from "./targets/start-limit.js";
import { createRunner } from "./targets/start-server.js";
import { startLoadClient } from "./load/client.js";
import { runRounds } from "./load/rounds.js";
import { waitUntilFollowing } from "./replica/replica-state.js";
import { callsPerUser } from "./report/results.js";
import { startUpstream, type UpstreamProcess } from "./upstream/start-upstream.js";
import { workloads } from "./workloads.js";

const plan = { durationMs: 0, warmUpMs: 0, deadline: Number.POSITIVE_INFINITY, log: () => undefined };
const silent = pino({ level: "silent" });

const logFolder = mkdtempSync(`${tmpdir()}/bench-test-`);
let upstream: UpstreamProcess;
beforeAll(async () => {
  upstream = await startUpstream(`${logFolder}/upstream.log`);
});
afterAll(() => upstream[Symbol.asyncDispose]());

/**
 * Starts this subgraph within the test process. Other tests cover the build, and the baselines are not
 * installed.
 */
async function startSubgraph(spec: ServerSpec): Promise<Target> {
  const clock = createTestClock();
  const app = await createApp(readConfig({ ...spec.env(upstream, 0) }), silent, { clock });
  const client = startLoadClient(app.url, upstream.tokens, 8);
  if (spec.servesFrom === "replica") await clock.run(waitUntilFollowing(app));
  return {
    name: spec.name,
    pid: process.pid,
    servesFrom: spec.servesFrom,
    supports: ({ kind }) => spec.kinds.includes(kind),
    ...createRunner(spec.name, client, spec.encoding),
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await clock.run(app.stop({ delayMs: 0 }));
    },
  };
}

it("makes one call per user, for the subgraph and for the limit", async () => {
  await using limit = await startLimit(upstream, `${logFolder}/limit.log`);
  await using subgraph = await startSubgraph(subgraphSpec);
  const small = workloads.filter(
    ({ usersPerRequest, pages }) => usersPerRequest < 1000 && pages === undefined,
  );
  const samples = await runRounds([limit, subgraph], small, upstream, { ...plan, rounds: 2 });

  expect(samples.map(({ round, workload, target }) => `${round} ${workload}: ${target}`)).toEqual(
    [0, 1].flatMap((round) =>
      small.flatMap(({ name }) => {
        const names = [`${round} ${name}: limit`, `${round} ${name}: this subgraph`];
        return round === 0 ? names : names.reverse();
      }),
    ),
  );
  for (const { name } of small) {
    expect(callsPerUser(samples, subgraphSpec.name, name)).toEqual({ min: 1, median: 1, max: 1 });
    expect(callsPerUser(samples, "limit", name)).toEqual({ min: 1, median: 1, max: 1 });
  }
});

it("makes no calls for metadata if the subgraph has a replica", async () => {
  await using subgraph = await startSubgraph(replicaSpec);
  const samples = await runRounds([subgraph], workloads, upstream, { ...plan, rounds: 1 });

  const entities = workloads.filter(({ kind }) => replicaSpec.kinds.includes(kind)).map(({ name }) => name);
  expect(samples.map(({ workload }) => workload)).toEqual(entities);
  for (const name of entities) {
    expect(callsPerUser(samples, replicaSpec.name, name)).toEqual({ min: 0, median: 0, max: 0 });
  }
});

it("rejects a wrong response", async () => {
  const [workload] = workloads;
  if (workload === undefined) throw new TypeError("no workloads");
  await using app = await createApp(
    readConfig({ ...subgraphSpec.env(upstream, 0), ALLOWED_CLIENT_IDS: "another" }),
    silent,
    { clock: createTestClock() },
  );
  await using client = startLoadClient(app.url, upstream.tokens, 1);
  const { check } = createRunner("target", client, "text");
  await expect(check(workload)).rejects.toThrow(
    /^target returned a wrong response to "me": .*UNAUTHENTICATED/,
  );
});
