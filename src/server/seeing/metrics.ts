import { collectDefaultMetrics, Registry } from "prom-client";
import type { CheckWatch } from "../../auth/check-watch.js";
import type { OperationKind } from "../../graphql/answer-summary.js";
import type { ReplicaStatus, ReplicaWatch } from "../../replica/replica-watch.js";
import type { UpstreamWatch } from "../../zitadel/upstream-watch.js";
import { createCounter, createHistogram, createLookedUp, createState } from "./instruments.js";
import { catalogue, type OperationCode } from "./metric-catalogue.js";
import { createReplicaMetrics } from "./replica-metrics.js";

/** How much is on its way to ZITADEL. */
export interface Load {
  readonly queued: number;
  readonly inFlight: number;
}

/** What is counted; of one app, others in this process have their own. */
export interface Metrics {
  readonly upstream: UpstreamWatch;
  readonly tokenChecked: CheckWatch;
  readonly replica: ReplicaWatch;
  operationEnded(kind: OperationKind, codes: Iterable<OperationCode>, durationMs: number): void;
  /** All of it, as Prometheus reads it. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Both are asked whenever somebody looks. Nothing is shown of a replica where there is none, which has no status. */
export function createMetrics(load: () => Load, replicaStatus?: () => ReplicaStatus | undefined): Metrics {
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
  const showBreaker = createState(registry, catalogue.breaker);
  showBreaker("closed");
  createLookedUp(registry, catalogue.queued, () => load().queued);
  createLookedUp(registry, catalogue.inFlight, () => load().inFlight);

  const shown = replicaStatus === undefined ? new Registry() : registry;

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
    replica: createReplicaMetrics(shown, replicaStatus ?? (() => undefined)),
    operationEnded(kind, codes, durationMs) {
      for (const code of codes) operations({ kind, code });
      operationTook({ kind }, durationMs);
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
