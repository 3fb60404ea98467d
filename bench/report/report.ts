import { besideLists } from "./beside-lists.js";
import {
  callsPerOwner,
  contendersOf,
  figureOf,
  type Results,
  ratio,
  startRatio,
  startsOf,
} from "./results.js";
import { goalsOf, goalsTable } from "./goals.js";
import { formatSpread, tableOf } from "./table.js";

const base = "naive";

/** The whole report, in Markdown: ratios alone, for no other machine has these milliseconds. */
export function reportOf(results: Results): string {
  const { samples, notes } = results;
  const workloads = [...new Set(samples.map(({ workload }) => workload))];
  const sections = [
    ...notes.map((note) => `Note: ${note}`),
    ...workloads.map((workload) => `### ${workload}\n\n${workloadTable(results, workload)}`),
    ...besideLists(samples),
    `### Start to first answer\n\n${startTable(results)}`,
    `### Goals\n\n${goalsTable(goalsOf(results))}`,
  ];
  return `Ratios to ${base}: the median of the rounds, and in brackets the least and the most.\n\n${sections.join("\n\n")}\n`;
}

function workloadTable({ samples }: Results, workload: string): string {
  const hasLimit = figureOf(samples, "limit", workload, "p50Ms").size > 0;
  const head = ["", "requests/s", "p50", "p99", "CPU per request", "peak memory", "calls per owner"];
  const rows = contendersOf(samples, workload).map((contender) => {
    const compared = (figure: Parameters<typeof ratio>[2], other = base): string =>
      formatSpread(ratio(samples, workload, figure, [contender, other]));
    return [
      contender,
      compared("requestsPerSecond"),
      compared("p50Ms"),
      compared("p99Ms"),
      compared("cpuMsPerRequest"),
      compared("peakBytes"),
      formatSpread(callsPerOwner(samples, contender, workload)),
      ...(hasLimit ? [compared("p50Ms", "limit")] : []),
    ];
  });
  return tableOf(hasLimit ? [...head, "p50 ÷ limit's"] : head, rows);
}

function startTable({ starts }: Results): string {
  const names = [...new Set(starts.map(({ contender }) => contender))];
  return tableOf(
    ["", "time"],
    names
      .filter((name) => startsOf(starts, name).size > 0)
      .map((name) => [name, formatSpread(startRatio(starts, name, base))]),
  );
}
