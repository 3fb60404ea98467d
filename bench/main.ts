/** `npm run bench`: compares the production build with other implementations. See bench/README.md. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { redisProgram, startRedis, type TestRedis } from "../test/support/redis.js";
import { allServers, dataLoader, naive, redisReplicaName, subgraphSpec } from "./targets/servers.js";
import { startAll } from "./targets/start-all.js";
import { startBehindGateway } from "./targets/start-behind-gateway.js";
import { startLimit } from "./targets/start-limit.js";
import type { Target } from "./targets/target.js";
import { installBaselines } from "./install-baselines.js";
import { type Plan, runRounds } from "./load/rounds.js";
import { type Options, parseOptions, UsageError } from "./options.js";
import { measureReplica } from "./replica/measure-replica.js";
import { fullSizes, smallSizes } from "./replica/sizes.js";
import { subscriptionReportOf } from "./report/subscription-report.js";
import { measureSubscriptions, subscriptionSizes } from "./subscriptions/measure-subscriptions.js";
import { replicaReportOf } from "./report/replica-report.js";
import { reportOf } from "./report/report.js";
import type { Results } from "./report/results.js";
import { median } from "./report/statistics.js";
import { startUpstream } from "./upstream/start-upstream.js";
import { gatewayWorkloads, workloads } from "./workloads.js";

const log = (message: string): void => {
  process.stderr.write(`${message}\n`);
};

async function compare(
  { rounds, durationMs, warmUpMs, starts: startsPerServer, maxTotalMs }: Options,
  redis: TestRedis | undefined,
  logFolder: string,
): Promise<Results> {
  await using upstream = await startUpstream(`${logFolder}/upstream.log`);
  await using started = await startAll(allServers(redis?.url), upstream, startsPerServer, logFolder);
  const { starts } = started;
  const withoutRedis = `"${redisReplicaName}" is omitted: neither redis-server nor valkey-server is installed.`;
  const notes = redis === undefined ? [...started.notes, withoutRedis] : started.notes;
  for (const note of notes) log(note);

  const startedAt = performance.now();
  const plan = (share: number): Plan => ({
    rounds,
    durationMs,
    warmUpMs,
    deadline: startedAt + share * maxTotalMs,
    log,
  });
  await using limit = await startLimit(upstream, `${logFolder}/limit.log`);
  log("direct requests");
  const direct = await runRounds([limit, ...started.servers], workloads, upstream, plan(0.75));

  log("requests through a gateway");
  const behindGateway: Target[] = [];
  try {
    for (const { name } of [naive, dataLoader, subgraphSpec]) {
      const server = started.servers.find((it) => it.name === name);
      if (server === undefined) throw new TypeError(`${name} is not running`);
      behindGateway.push(
        await startBehindGateway(server, upstream, `${logFolder}/gateway-${behindGateway.length}.log`),
      );
    }
    const viaGateway = await runRounds(behindGateway, gatewayWorkloads, upstream, plan(1));
    return { samples: [...direct, ...viaGateway], starts, notes };
  } finally {
    for (const target of behindGateway) await target[Symbol.asyncDispose]();
  }
}

interface Machine {
  readonly cores: number;
  readonly model: string | undefined;
  readonly node: string;
  readonly load: readonly number[];
}

/** The properties of the machine that the figures depend on. */
function describeMachine(): Machine {
  const cores = cpus();
  return { cores: cores.length, model: cores[0]?.model, node: process.version, load: loadavg() };
}

function formatLoad({ load }: Machine): string {
  return load.map((it) => it.toFixed(1)).join(", ");
}

/** The CPU time that the bench itself uses and the targets therefore lack. */
function formatShares({ samples }: Results): string {
  const percent = (shares: readonly number[]): string => `${Math.round(median(shares) * 100)} %`;
  const driver = samples.filter((it) => it.target !== "limit").map((it) => it.driverShare);
  const upstream = samples.flatMap((it) => it.upstreamShare ?? []);
  return `CPU usage of the bench itself: load generator ${percent(driver)} of one core, fake ZITADEL ${percent(upstream)} (of ${cpus().length} cores, median of all measurements).`;
}

interface Measured {
  readonly report: string;
  readonly results: object;
}

async function run(options: Options, logFolder: string): Promise<Measured> {
  if (options.isSubscriptionsOnly) {
    const results = await measureSubscriptions(subscriptionSizes[options.isQuick ? "small" : "full"], log);
    return { report: `${subscriptionReportOf(results)}\n\n`, results };
  }
  await using redis = redisProgram === undefined ? undefined : await startRedis();
  if (options.isReplicaOnly) {
    const sizes = options.isQuick ? smallSizes : fullSizes;
    const results = await measureReplica({ sizes, redis, logFolder, log });
    return { report: `${replicaReportOf(results)}\n`, results };
  }
  installBaselines(process.env, log);
  const results = await compare(options, redis, logFolder);
  return { report: `${reportOf(results)}\n${formatShares(results)}`, results };
}

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

try {
  const options = parseOptions(process.argv.slice(2));
  const logFolder = mkdtempSync(`${tmpdir()}/bench-`);
  log(`log files: ${logFolder}`);
  const before = describeMachine();
  const { report, results } = await run(options, logFolder);
  const after = describeMachine();
  process.stdout.write(
    `\n${report} Load average before: ${formatLoad(before)}; after: ${formatLoad(after)}.\n`,
  );
  if (options.json !== undefined) {
    writeFileSync(options.json, JSON.stringify({ options, before, after, ...results }, null, 2));
  }
} catch (error) {
  process.exitCode = 1;
  log(
    error instanceof UsageError
      ? error.message
      : error instanceof Error
        ? String(error.stack)
        : String(error),
  );
}
