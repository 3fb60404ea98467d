import { cpus } from "node:os";
import { type Figure, figureOf, type Results, targetsOf } from "./results.js";
import { spreadOf } from "./statistics.js";
import { formatNumber, tableOf } from "./table.js";

/**
 * The absolute figures of this subgraph, and the machine. They help to size a deployment. Other machines and other runs
 * have other figures: only ratios are comparable.
 */
export function absoluteFigures({ samples }: Results): string {
  const head = ["", "requests/s", "p50 in ms", "p99 in ms", "CPU in ms per request", "peak memory in MB"];
  const workloads = [...new Set(samples.map(({ workload }) => workload))];
  const rows = workloads.flatMap((workload) =>
    targetsOf(samples, workload)
      .filter((target) => target.startsWith("this subgraph"))
      .map((target) => {
        const median = (figure: Figure, unit = 1): string => {
          const spread = spreadOf([...figureOf(samples, target, workload, figure).values()]);
          return spread === undefined ? "–" : formatNumber(spread.median / unit);
        };
        return [
          `${workload}: ${target}`,
          median("requestsPerSecond"),
          median("p50Ms"),
          median("p99Ms"),
          median("cpuMsPerRequest"),
          median("peakBytes", 1_000_000),
        ];
      }),
  );
  return `${machine()}. Medians.\n\n${tableOf(head, rows)}`;
}

function machine(): string {
  const all = cpus();
  const [first] = all;
  return `${all.length} × ${first?.model.trim() ?? "unknown CPU"}, Node.js ${process.versions.node}, ${process.platform}`;
}
