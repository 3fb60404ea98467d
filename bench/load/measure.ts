import { type Contender, pagesKnown } from "../targets/contender.js";
import { percentile } from "../report/statistics.js";
import type { UpstreamProcess } from "../upstream/start-upstream.js";
import type { Workload } from "../workloads.js";
import { cpuMsOf, forgetPeakOf, peakBytesOf } from "./process-figures.js";

/** One turn of one contender. */
export interface Sample {
  readonly round: number;
  readonly contender: string;
  readonly workload: string;
  readonly owners: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the contender's process. */
  readonly cpuMsPerRequest: number | undefined;
  readonly peakBytes: number | undefined;
  readonly calls: Readonly<Record<string, number>>;
  /** How much of one core this process took to ask and to read answers. */
  readonly driverShare: number;
  /** The same of the stand-in. */
  readonly upstreamShare: number | undefined;
}

/** Loads a contender for so long. */
export async function measure(
  contender: Contender,
  workload: Workload,
  round: number,
  ms: number,
  upstream: UpstreamProcess,
): Promise<Sample> {
  const { pid, name } = contender;
  await upstream.take();
  await forgetPeakOf(pid);
  const cpuBefore = await cpuMsOf(pid);
  const upstreamBefore = await cpuMsOf(upstream.pid);
  const driverBefore = process.cpuUsage();
  const { clients } = workload;
  const loaded = await contender.load(asAsked(workload, contender), { clients, ms, atLeast: clients });
  const driver = process.cpuUsage(driverBefore);
  const cpuAfter = await cpuMsOf(pid);
  const upstreamAfter = await cpuMsOf(upstream.pid);
  const { requests, elapsedMs, latencies } = loaded;
  return {
    round,
    contender: name,
    workload: workload.name,
    owners: workload.owners,
    requests,
    requestsPerSecond: (requests / elapsedMs) * 1000,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuMsPerRequest:
      cpuBefore === undefined || cpuAfter === undefined ? undefined : (cpuAfter - cpuBefore) / requests,
    peakBytes: await peakBytesOf(pid),
    calls: await upstream.take(),
    driverShare: (driver.user + driver.system) / 1000 / elapsedMs,
    upstreamShare:
      upstreamBefore === undefined || upstreamAfter === undefined
        ? undefined
        : (upstreamAfter - upstreamBefore) / elapsedMs,
  };
}

const repeated = new Map<string, Workload>();

/** Whoever has something at hand is asked for that. */
export function asAsked(workload: Workload, { knows }: Contender): Workload {
  if (knows === undefined) return workload;
  const name = `${workload.name} ${knows}`;
  const known = repeated.get(name) ?? { ...workload, pages: pagesKnown[knows] };
  repeated.set(name, known);
  return known;
}
