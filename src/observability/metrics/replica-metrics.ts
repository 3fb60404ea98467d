import type { Registry } from "prom-client";
import { rebuildReasons, replicaReadResults, mismatchKinds } from "../../replica/observer.js";
import type { ReplicaStatus, ReplicaObserver } from "../../replica/observer.js";
import { createCounter, createObservableGauge, createStateGauge } from "./instruments.js";
import { replicaMetricDefinitions as metricDefinitions } from "./replica-definitions.js";

/** Creates the metrics of the replica. `status` is called on each scrape. */
export function createReplicaMetrics(
  registry: Registry,
  status: () => ReplicaStatus | undefined,
): ReplicaObserver {
  const reads = createCounter(registry, metricDefinitions.reads);
  const changes = createCounter(registry, metricDefinitions.changes);
  const verifiedUsers = createCounter(registry, metricDefinitions.verifiedUsers);
  const mismatches = createCounter(registry, metricDefinitions.mismatches);
  const rebuilds = createCounter(registry, metricDefinitions.rebuilds);
  // Counters start at 0, so that alerts can detect the first increment.
  for (const outcome of replicaReadResults) reads({ result: outcome }, 0);
  for (const kind of mismatchKinds) mismatches({ kind }, 0);
  for (const reason of rebuildReasons) rebuilds({ reason }, 0);

  createStateGauge(registry, metricDefinitions.state, () => status()?.state);
  createObservableGauge(registry, metricDefinitions.lag, () => {
    const lagMs = status()?.lagMs;
    return lagMs === undefined ? undefined : lagMs / 1000;
  });
  createObservableGauge(registry, metricDefinitions.isLeader, () => {
    const leads = status()?.isLeader;
    return leads === undefined ? undefined : Number(leads);
  });
  createObservableGauge(registry, metricDefinitions.users, () => status()?.users);
  createObservableGauge(registry, metricDefinitions.sizeBytes, () => status()?.bytes);

  return {
    onRead(result, users) {
      reads({ result }, users);
    },
    onChanges(read, applied) {
      changes({ result: "applied" }, applied);
      changes({ result: "duplicate" }, Math.max(0, read - applied));
    },
    onVerified(users) {
      verifiedUsers({}, users);
    },
    onMismatch(kind, entries) {
      mismatches({ kind }, entries);
    },
    onRebuild(reason) {
      rebuilds({ reason });
    },
  };
}
