import { absoluteFigures } from "./absolute.js";
import { replicaSpeedup } from "./replica-speedup.js";
import { callsPerUser, targetsOf, figureOf, type Results, ratio, startRatio, startMsOf } from "./results.js";
import { goalsOf, goalsTable } from "./goals.js";
import { formatSpread, tableOf } from "./table.js";

const base = "naive";

/** The report in Markdown. It compares ratios, because absolute times differ between machines. */
export function reportOf(results: Results): string {
  const { samples, notes } = results;
  const workloads = [...new Set(samples.map(({ workload }) => workload))];
  const sections = [
    ...notes.map((note) => `Note: ${note}`),
    ...workloads.map((workload) => `### ${workload}\n\n${workloadTable(results, workload)}`),
    ...replicaSpeedup(samples),
    `### Start to first response\n\n${startTable(results)}`,
    `### Absolute figures of this subgraph\n\n${absoluteFigures(results)}`,
    `### Goals\n\n${goalsTable(goalsOf(results))}`,
  ];
  return `Ratios to ${base}: median of the rounds, with minimum and maximum in parentheses.\n\n${sections.join("\n\n")}\n`;
}

function workloadTable({ samples }: Results, workload: string): string {
  const hasLimit = figureOf(samples, "limit", workload, "p50Ms").size > 0;
  const head = ["", "requests/s", "p50", "p99", "CPU per request", "peak memory", "calls per user"];
  const rows = targetsOf(samples, workload).map((target) => {
    const compared = (figure: Parameters<typeof ratio>[2], other = base): string =>
      formatSpread(ratio(samples, workload, figure, [target, other]));
    return [
      target,
      compared("requestsPerSecond"),
      compared("p50Ms"),
      compared("p99Ms"),
      compared("cpuMsPerRequest"),
      compared("peakBytes"),
      formatSpread(callsPerUser(samples, target, workload)),
      ...(hasLimit ? [compared("p50Ms", "limit")] : []),
    ];
  });
  return tableOf(hasLimit ? [...head, "p50 ÷ p50 of limit"] : head, rows);
}

function startTable({ starts }: Results): string {
  const names = [...new Set(starts.map(({ target }) => target))];
  return tableOf(
    ["", "time"],
    names
      .filter((name) => startMsOf(starts, name).size > 0)
      .map((name) => [name, formatSpread(startRatio(starts, name, base))]),
  );
}
