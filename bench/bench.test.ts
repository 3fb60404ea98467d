import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig } from "../src/config/read-config.js";
import { createApp } from "../src/app/create-app.js";
import { createTestClock } from "../test/support/test-clock.js";
import type { Contender, ServerSpec } from "./targets/contender.js";
import { plainOurs, replicaOurs } from "./targets/servers.js";
import { startLimit } from "./targets/start-limit.js";
import { createLoading } from "./targets/start-server.js";
import { startAsking } from "./load/send.js";
import { runRounds } from "./load/rounds.js";
import { untilFollowing } from "./replica/replica-state.js";
import { callsPerOwner } from "./report/results.js";
import { startUpstream, type UpstreamProcess } from "./upstream/start-upstream.js";
import { workloads } from "./workloads.js";

const plan = { ms: 0, warmUpMs: 0, until: Number.POSITIVE_INFINITY, tell: () => undefined };
const silent = pino({ level: "silent" });

const logs = mkdtempSync(`${tmpdir()}/bench-test-`);
let upstream: UpstreamProcess;
beforeAll(async () => {
  upstream = await startUpstream(`${logs}/upstream.log`);
});
afterAll(() => upstream[Symbol.asyncDispose]());

/** Ours within this process: the build is tested where it is built, and the peers are not installed here. */
async function startOurs(spec: ServerSpec): Promise<Contender> {
  const clock = createTestClock();
  const app = await createApp(readConfig({ ...spec.env(upstream, 0) }), silent, { clock });
  const asking = startAsking(app.url, upstream.tokens, 8);
  if (spec.knows === "replica") await clock.run(untilFollowing(app));
  return {
    name: spec.name,
    pid: process.pid,
    knows: spec.knows,
    can: ({ kind }) => spec.kinds.includes(kind),
    ...createLoading(spec.name, asking, spec.encoding),
    async [Symbol.asyncDispose]() {
      await asking[Symbol.asyncDispose]();
      await clock.run(app.stop({ delayMs: 0 }));
    },
  };
}

it("asks ours and the limit the same, and sees one call per owner", async () => {
  await using limit = await startLimit(upstream, `${logs}/limit.log`);
  await using ours = await startOurs(plainOurs);
  const small = workloads.filter(({ owners, pages }) => owners < 1000 && pages === undefined);
  const samples = await runRounds([limit, ours], small, upstream, { ...plan, rounds: 2 });

  expect(samples.map(({ round, workload, contender }) => `${round} ${workload}: ${contender}`)).toEqual(
    [0, 1].flatMap((round) =>
      small.flatMap(({ name }) => {
        const names = [`${round} ${name}: limit`, `${round} ${name}: ours`];
        return round === 0 ? names : names.reverse();
      }),
    ),
  );
  for (const { name } of small) {
    expect(callsPerOwner(samples, "ours", name)).toEqual({ min: 1, median: 1, max: 1 });
    expect(callsPerOwner(samples, "limit", name)).toEqual({ min: 1, median: 1, max: 1 });
  }
});

it("asks a replica, and sees no call about an owner", async () => {
  await using ours = await startOurs(replicaOurs);
  const samples = await runRounds([ours], workloads, upstream, { ...plan, rounds: 1 });

  const entities = workloads.filter(({ kind }) => kind === "entities").map(({ name }) => name);
  expect(samples.map(({ workload }) => workload)).toEqual(entities);
  for (const name of entities) {
    expect(callsPerOwner(samples, replicaOurs.name, name)).toEqual({ min: 0, median: 0, max: 0 });
  }
});

it("fails for an answer that is not the right one", async () => {
  const [workload] = workloads;
  if (workload === undefined) throw new TypeError("there are workloads");
  await using app = await createApp(
    readConfig({ ...plainOurs.env(upstream, 0), ALLOWED_CLIENT_IDS: "another" }),
    silent,
    { clock: createTestClock() },
  );
  await using asking = startAsking(app.url, upstream.tokens, 1);
  const { check } = createLoading("ours", asking, "text");
  await expect(check(workload)).rejects.toThrow(/^ours answers me wrong: .*UNAUTHENTICATED/);
});
