import { collectDefaultMetrics, Registry } from "prom-client";
import type { OnTokenCheck } from "../../auth/observer.js";
import type { OperationKind } from "../../graphql/errors/operation-summary.js";
import type { ReplicaStatus, ReplicaObserver } from "../../replica/observer.js";
import type { ClientObserver } from "../../zitadel/client/observer.js";
import { createCounter, createHistogram, createObservableGauge, createStateGauge } from "./instruments.js";
import { catalogue, type OperationCode } from "./definitions.js";
import { createReplicaMetrics } from "./replica-metrics.js";

/** How much is on its way to ZITADEL. */
export interface Load {
  readonly queued: number;
  readonly inFlight: number;
}

/** What is counted; of one app, others in this process have their own. */
export interface Metrics {
  readonly upstream: ClientObserver;
  readonly tokenChecked: OnTokenCheck;
  readonly replica: ReplicaObserver;
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
  const showBreaker = createStateGauge(registry, catalogue.breaker);
  showBreaker("closed");
  createObservableGauge(registry, catalogue.queued, () => load().queued);
  createObservableGauge(registry, catalogue.inFlight, () => load().inFlight);

  const shown = replicaStatus === undefined ? new Registry() : registry;

  return {
    upstream: {
      onCall(kind, outcome, durationMs) {
        calls({ operation: kind, result: outcome });
        callTook({ operation: kind }, durationMs);
      },
      onRetry(kind) {
        repeats({ operation: kind });
      },
      onCoalesced(kind) {
        joined({ operation: kind });
      },
      onCacheRead(outcome) {
        cacheReads({ result: outcome });
      },
      onRejected(kind) {
        overloaded({ operation: kind });
      },
      onCircuitChange(state) {
        showBreaker(state);
        breakerTurns({ state });
      },
    },
    tokenChecked(way, source, outcome) {
      tokenChecks({ method: way, source, result: outcome });
    },
    replica: createReplicaMetrics(shown, replicaStatus ?? (() => undefined)),
    operationEnded(kind, codes, durationMs) {
      for (const code of codes) operations({ operation_type: kind, code });
      operationTook({ operation_type: kind }, durationMs);
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
