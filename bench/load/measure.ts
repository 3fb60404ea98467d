import { type Target, repeatedPages } from "../targets/target.js";
import { percentile } from "../report/statistics.js";
import type { UpstreamProcess } from "../upstream/start-upstream.js";
import type { Workload } from "../workloads.js";
import { readCpuMs, resetPeak, readPeakBytes } from "./process-figures.js";

/** One measurement: one workload on one target. */
export interface Sample {
  readonly round: number;
  readonly target: string;
  readonly workload: string;
  readonly usersPerRequest: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The CPU time of the target's process. */
  readonly cpuMsPerRequest: number | undefined;
  readonly peakBytes: number | undefined;
  readonly calls: Readonly<Record<string, number>>;
  /** The fraction of one core that this process used to send requests and to read responses. */
  readonly driverShare: number;
  /** The fraction of one core that the fake ZITADEL used. */
  readonly upstreamShare: number | undefined;
}

/** Measures one workload on a target for `durationMs`. */
export async function measure(
  target: Target,
  workload: Workload,
  round: number,
  durationMs: number,
  upstream: UpstreamProcess,
): Promise<Sample> {
  const { pid, name } = target;
  await upstream.takeCalls();
  await resetPeak(pid);
  const cpuBefore = await readCpuMs(pid);
  const upstreamBefore = await readCpuMs(upstream.pid);
  const driverBefore = process.cpuUsage();
  const { clients } = workload;
  const result = await target.load(workloadFor(workload, target), {
    clients,
    durationMs,
    minRequests: clients,
  });
  const driver = process.cpuUsage(driverBefore);
  const cpuAfter = await readCpuMs(pid);
  const upstreamAfter = await readCpuMs(upstream.pid);
  const { requests, elapsedMs, latencies } = result;
  return {
    round,
    target: name,
    workload: workload.name,
    usersPerRequest: workload.usersPerRequest,
    requests,
    requestsPerSecond: (requests / elapsedMs) * 1000,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuMsPerRequest:
      cpuBefore === undefined || cpuAfter === undefined ? undefined : (cpuAfter - cpuBefore) / requests,
    peakBytes: await readPeakBytes(pid),
    calls: await upstream.takeCalls(),
    driverShare: (driver.user + driver.system) / 1000 / elapsedMs,
    upstreamShare:
      upstreamBefore === undefined || upstreamAfter === undefined
        ? undefined
        : (upstreamAfter - upstreamBefore) / elapsedMs,
  };
}

const repeatedWorkloads = new Map<string, Workload>();

/** Returns the workload for a target. A target with a cache or a replica gets requests for the same pages. */
export function workloadFor(workload: Workload, { servesFrom }: Target): Workload {
  if (servesFrom === undefined) return workload;
  const key = `${workload.name} ${servesFrom}`;
  const repeated = repeatedWorkloads.get(key) ?? { ...workload, pages: repeatedPages[servesFrom] };
  repeatedWorkloads.set(key, repeated);
  return repeated;
}
