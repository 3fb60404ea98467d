import { collectDefaultMetrics, Registry } from "prom-client";
import type { OnTokenCheck } from "../../auth/observer.js";
import type { OperationKind } from "../../graphql/errors/operation-summary.js";
import type { ReplicaStatus, ReplicaObserver } from "../../replica/observer.js";
import type { ClientObserver } from "../../zitadel/client/observer.js";
import { createCounter, createHistogram, createObservableGauge, createStateGauge } from "./instruments.js";
import { metricDefinitions, type OperationCode } from "./definitions.js";
import type { SubscriptionObserver } from "../../subscriptions/observer.js";
import { createReplicaMetrics } from "./replica-metrics.js";
import { createSubscriptionMetrics } from "./subscription-metrics.js";

/** The number of calls to ZITADEL in the queue and in flight. */
export interface Load {
  readonly queued: number;
  readonly inFlight: number;
}

/** The metrics of one app. Several apps in one process have separate metrics. */
export interface Metrics {
  readonly upstream: ClientObserver;
  readonly tokenChecked: OnTokenCheck;
  readonly replica: ReplicaObserver;
  readonly subscriptions: SubscriptionObserver;
  operationEnded(kind: OperationKind, codes: Iterable<OperationCode>, durationMs: number): void;
  /** Returns all metrics in Prometheus's text format. */
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/**
 * Creates the metrics. Both functions are called on each scrape. Without `replicaStatus`, the metrics of the
 * replica and of subscriptions are not exported.
 */
export function createMetrics(load: () => Load, replicaStatus?: () => ReplicaStatus | undefined): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const operations = createCounter(registry, metricDefinitions.operations);
  const operationDuration = createHistogram(registry, metricDefinitions.operationSeconds);
  const calls = createCounter(registry, metricDefinitions.calls);
  const callDuration = createHistogram(registry, metricDefinitions.callSeconds);
  const retries = createCounter(registry, metricDefinitions.retries);
  const coalesced = createCounter(registry, metricDefinitions.coalesced);
  const cacheRequests = createCounter(registry, metricDefinitions.cacheRequests);
  const rejected = createCounter(registry, metricDefinitions.rejected);
  const breakerTransitions = createCounter(registry, metricDefinitions.breakerTransitions);
  const tokenChecks = createCounter(registry, metricDefinitions.tokenChecks);
  const setBreakerState = createStateGauge(registry, metricDefinitions.breaker);
  setBreakerState("closed");
  createObservableGauge(registry, metricDefinitions.queueLength, () => load().queued);
  createObservableGauge(registry, metricDefinitions.inFlight, () => load().inFlight);

  const replicaRegistry = replicaStatus === undefined ? new Registry() : registry;

  return {
    upstream: {
      onCall(kind, outcome, durationMs) {
        calls({ operation: kind, result: outcome });
        callDuration({ operation: kind }, durationMs);
      },
      onRetry(kind) {
        retries({ operation: kind });
      },
      onCoalesced(kind) {
        coalesced({ operation: kind });
      },
      onCacheRead(outcome) {
        cacheRequests({ result: outcome });
      },
      onRejected(kind) {
        rejected({ operation: kind });
      },
      onCircuitChange(state) {
        setBreakerState(state);
        breakerTransitions({ state });
      },
    },
    tokenChecked(method, source, outcome) {
      tokenChecks({ method, source, result: outcome });
    },
    replica: createReplicaMetrics(replicaRegistry, replicaStatus ?? (() => undefined)),
    subscriptions: createSubscriptionMetrics(replicaRegistry),
    operationEnded(kind, codes, durationMs) {
      for (const code of codes) operations({ operation_type: kind, code });
      operationDuration({ operation_type: kind }, durationMs);
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
