import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { CheckWatch } from "../../auth/check-watch.js";
import type { OperationKind } from "../../graphql/answer-summary.js";
import { breakerStates, type UpstreamWatch } from "../../zitadel/upstream-watch.js";
import { catalogue, type LabelSets, type Metric, type OperationCode } from "./metric-catalogue.js";

/** How much is on its way to ZITADEL. */
export interface Load {
  readonly queued: number;
  readonly inFlight: number;
}

/** What is counted; of one app, others in this process have their own. */
export interface Metrics {
  readonly upstream: UpstreamWatch;
  readonly tokenChecked: CheckWatch;
  operationEnded(kind: OperationKind, codes: Iterable<OperationCode>, durationMs: number): void;
  /** All of it, as Prometheus reads it. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** From a small answer out of memory to the longest that a request may take unless told otherwise, and beyond. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type Labels<L extends LabelSets> = { readonly [name in keyof L]: L[name][number] };

/** `load` is asked whenever somebody looks. */
export function createMetrics(load: () => Load): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const operations = createCounter(registry, catalogue.operations);
  const operationTook = createHistogram(registry, catalogue.operationSeconds);
  const calls = createCounter(registry, catalogue.calls);
  const callTook = createHistogram(registry, catalogue.callSeconds);
  const repeats = createCounter(registry, catalogue.repeats);
  const joined = createCounter(registry, catalogue.joined);
  const cacheReads = createCounter(registry, catalogue.cacheReads);
  const overloaded = createCounter(registry, catalogue.overloaded);
  const breakerTurns = createCounter(registry, catalogue.breakerTurns);
  const tokenChecks = createCounter(registry, catalogue.tokenChecks);
  const breaker = new Gauge({ ...settingsOf(catalogue.breaker), registers: [registry] });
  createLookedUp(registry, catalogue.queued, () => load().queued);
  createLookedUp(registry, catalogue.inFlight, () => load().inFlight);

  function showBreaker(current: (typeof breakerStates)[number]): void {
    for (const state of breakerStates) breaker.set({ state }, state === current ? 1 : 0);
  }
  showBreaker("closed");

  return {
    upstream: {
      called(kind, outcome, durationMs) {
        calls({ kind, outcome });
        callTook({ kind }, durationMs);
      },
      repeated(kind) {
        repeats({ kind });
      },
      joined(kind) {
        joined({ kind });
      },
      cacheRead(outcome) {
        cacheReads({ outcome });
      },
      overloaded(kind) {
        overloaded({ kind });
      },
      breakerTurned(state) {
        showBreaker(state);
        breakerTurns({ state });
      },
    },
    tokenChecked(way, source, outcome) {
      tokenChecks({ way, source, outcome });
    },
    operationEnded(kind, codes, durationMs) {
      for (const code of codes) operations({ kind, code });
      operationTook({ kind }, durationMs);
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function createCounter<L extends LabelSets>(
  registry: Registry,
  metric: Metric & { readonly labels: L },
): (labels: Labels<L>) => void {
  const counter = new Counter({ ...settingsOf(metric), registers: [registry] });
  return (labels) => {
    counter.inc(labels);
  };
}

/** In seconds, as Prometheus wants times. */
function createHistogram<L extends LabelSets>(
  registry: Registry,
  metric: Metric & { readonly labels: L },
): (labels: Labels<L>, durationMs: number) => void {
  const histogram = new Histogram({ ...settingsOf(metric), buckets, registers: [registry] });
  return (labels, durationMs) => {
    histogram.observe(labels, durationMs / 1000);
  };
}

function createLookedUp(registry: Registry, metric: Metric, look: () => number): void {
  const settings = settingsOf(metric);
  const gauge: Gauge = new Gauge({
    ...settings,
    registers: [registry],
    collect: () => {
      gauge.set(look());
    },
  });
}

function settingsOf({ name, help, labels }: Metric): { name: string; help: string; labelNames: string[] } {
  return { name, help, labelNames: Object.keys(labels) };
}
