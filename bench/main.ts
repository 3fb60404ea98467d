/** Compares the production build with what others would write: docs/performance.md. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { redisProgram, startRedis, type TestRedis } from "../test/support/start-redis.js";
import { dataLoader, naive, plainOurs, serversWith } from "./targets/servers.js";
import { startAll } from "./targets/start-all.js";
import { startBehindGateway } from "./targets/start-behind-gateway.js";
import { startLimit } from "./targets/start-limit.js";
import type { Contender } from "./targets/contender.js";
import { installPeers } from "./install-peers.js";
import { type Plan, runRounds } from "./load/rounds.js";
import { type Options, readOptions, UsageError } from "./options.js";
import { measureReplica } from "./replica/measure-replica.js";
import { fullSizes, smallSizes } from "./replica/sizes.js";
import { replicaReportOf } from "./report/replica-report.js";
import { reportOf } from "./report/report.js";
import type { Results } from "./report/results.js";
import { median } from "./report/statistics.js";
import { startUpstream } from "./upstream/start-upstream.js";
import { gatewayWorkloads, workloads } from "./workloads.js";

const tell = (words: string): void => {
  process.stderr.write(`${words}\n`);
};

async function compare(
  { rounds, ms, warmUpMs, starts: times, mostMs }: Options,
  redis: TestRedis | undefined,
  logs: string,
): Promise<Results> {
  await using upstream = await startUpstream(`${logs}/upstream.log`);
  await using started = await startAll(serversWith(redis?.url), upstream, times, logs);
  const { starts } = started;
  const withoutRedis = "ours, replica in Redis, is left out: there is no redis-server or valkey-server.";
  const notes = redis === undefined ? [...started.notes, withoutRedis] : started.notes;
  for (const note of notes) tell(note);

  const begunAt = performance.now();
  const plan = (part: number): Plan => ({ rounds, ms, warmUpMs, until: begunAt + part * mostMs, tell });
  await using limit = await startLimit(upstream, `${logs}/limit.log`);
  tell("asked directly");
  const direct = await runRounds([limit, ...started.servers], workloads, upstream, plan(0.75));

  tell("asked through a gateway");
  const behind: Contender[] = [];
  try {
    for (const { name } of [naive, dataLoader, plainOurs]) {
      const server = started.servers.find((it) => it.name === name);
      if (server === undefined) throw new TypeError(`${name} was started`);
      behind.push(await startBehindGateway(server, upstream, `${logs}/gateway-${behind.length}.log`));
    }
    const through = await runRounds(behind, gatewayWorkloads, upstream, plan(1));
    return { samples: [...direct, ...through], starts, notes };
  } finally {
    for (const contender of behind) await contender[Symbol.asyncDispose]();
  }
}

interface Machine {
  readonly cores: number;
  readonly model: string | undefined;
  readonly node: string;
  readonly load: readonly number[];
}

/** What the numbers depend on. */
function machine(): Machine {
  const cores = cpus();
  return { cores: cores.length, model: cores[0]?.model, node: process.version, load: loadavg() };
}

function loadOf({ load }: Machine): string {
  return load.map((it) => it.toFixed(1)).join(", ");
}

/** What the bench itself takes away from the contenders. */
function sharesOf({ samples }: Results): string {
  const percent = (shares: readonly number[]): string => `${Math.round(median(shares) * 100)} %`;
  const driver = samples.filter((it) => it.contender !== "limit").map((it) => it.driverShare);
  const upstream = samples.flatMap((it) => it.upstreamShare ?? []);
  return `Of ${cpus().length} cores the load generator took ${percent(driver)} of one, the stand-in ${percent(upstream)} (median of all turns).`;
}

interface Measured {
  readonly report: string;
  readonly results: object;
}

async function run(options: Options, logs: string): Promise<Measured> {
  await using redis = redisProgram === undefined ? undefined : await startRedis();
  if (options.ofReplica) {
    const sizes = options.isQuick ? smallSizes : fullSizes;
    const results = await measureReplica({ sizes, redis, logs, tell });
    return { report: `${replicaReportOf(results)}\n`, results };
  }
  installPeers(process.env, tell);
  const results = await compare(options, redis, logs);
  return { report: `${reportOf(results)}\n${sharesOf(results)}`, results };
}

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

try {
  const options = readOptions(process.argv.slice(2));
  const logs = mkdtempSync(`${tmpdir()}/bench-`);
  tell(`what is measured writes to ${logs}`);
  const before = machine();
  const { report, results } = await run(options, logs);
  const after = machine();
  process.stdout.write(`\n${report} Load before and after: ${loadOf(before)} and ${loadOf(after)}.\n`);
  if (options.json !== undefined) {
    writeFileSync(options.json, JSON.stringify({ options, before, after, ...results }, null, 2));
  }
} catch (error) {
  process.exitCode = 1;
  tell(
    error instanceof UsageError
      ? error.message
      : error instanceof Error
        ? String(error.stack)
        : String(error),
  );
}
