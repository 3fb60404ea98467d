import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { LabelSets, Metric } from "./definitions.js";

/** Histogram buckets in seconds, from a response out of memory to beyond the default REQUEST_TIMEOUT_MS. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type Labels<L extends LabelSets> = { readonly [name in keyof L]: L[name][number] };
type MetricWith<L extends LabelSets> = Metric & { readonly labels: L };

/**
 * Creates a counter. The returned function increments it, by one unless `by` is given. prom-client takes a
 * microsecond to find the series of its labels, so it gets the sums at each scrape.
 */
export function createCounter<L extends LabelSets>(
  registry: Registry,
  metric: MetricWith<L>,
): (labels: Labels<L>, by?: number) => void {
  const sums = new Map<string, { readonly labels: Labels<L>; value: number }>();
  const counter: Counter = new Counter({
    ...toPromOptions(metric),
    registers: [registry],
    collect() {
      for (const [series, { labels, value }] of sums) {
        sums.delete(series);
        counter.inc(labels, value);
      }
    },
  });
  return (labels, by = 1) => {
    const series = Object.values(labels).join();
    const sum = sums.get(series);
    if (sum === undefined) sums.set(series, { labels, value: by });
    else sum.value += by;
  };
}

/** Creates a histogram of durations. Prometheus uses seconds as the unit of time. */
export function createHistogram<L extends LabelSets>(
  registry: Registry,
  metric: MetricWith<L>,
): (labels: Labels<L>, durationMs: number) => void {
  const histogram = new Histogram({ ...toPromOptions(metric), buckets, registers: [registry] });
  return (labels, durationMs) => {
    histogram.observe(labels, durationMs / 1000);
  };
}

/** Creates a gauge with one series per state: 1 for the current state, 0 for the others. */
export function createStateGauge<S extends string>(
  registry: Registry,
  metric: MetricWith<{ readonly state: readonly S[] }>,
  observe?: () => S | undefined,
): (current: S) => void {
  const setState = (current: S): void => {
    for (const state of metric.labels.state) gauge.set({ state }, state === current ? 1 : 0);
  };
  const collect = (): void => {
    const current = observe?.();
    if (current !== undefined) setState(current);
  };
  const gauge = new Gauge({ ...toPromOptions(metric), registers: [registry], collect });
  return setState;
}

/** Creates a gauge that is read on each scrape. The series is absent while the value is undefined. */
export function createObservableGauge(
  registry: Registry,
  metric: Metric,
  observe: () => number | undefined,
): void {
  const settings = toPromOptions(metric);
  const gauge: Gauge = new Gauge({
    ...settings,
    registers: [registry],
    collect: () => {
      const value = observe();
      if (value === undefined) gauge.remove();
      else gauge.set(value);
    },
  });
}

function toPromOptions({ name, help, labels }: Metric): { name: string; help: string; labelNames: string[] } {
  return { name, help, labelNames: Object.keys(labels) };
}
