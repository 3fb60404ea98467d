import type { Registry } from "prom-client";
import { rebuildReasons, replicaReadResults, mismatchKinds } from "../../replica/observer.js";
import type { ReplicaStatus, ReplicaObserver } from "../../replica/observer.js";
import { createCounter, createObservableGauge, createStateGauge } from "./instruments.js";
import { replicaMetricDefinitions as catalogue } from "./replica-definitions.js";

/** `status` is asked whenever somebody looks. */
export function createReplicaMetrics(
  registry: Registry,
  status: () => ReplicaStatus | undefined,
): ReplicaObserver {
  const reads = createCounter(registry, catalogue.reads);
  const changes = createCounter(registry, catalogue.changes);
  const verifiedUsers = createCounter(registry, catalogue.verifiedUsers);
  const mismatches = createCounter(registry, catalogue.mismatches);
  const rebuilds = createCounter(registry, catalogue.rebuilds);
  // An alert on what has never happened before needs something to compare with.
  for (const outcome of replicaReadResults) reads({ result: outcome }, 0);
  for (const kind of mismatchKinds) mismatches({ kind }, 0);
  for (const reason of rebuildReasons) rebuilds({ reason }, 0);

  createStateGauge(registry, catalogue.state, () => status()?.state);
  createObservableGauge(registry, catalogue.lag, () => {
    const lagMs = status()?.lagMs;
    return lagMs === undefined ? undefined : lagMs / 1000;
  });
  createObservableGauge(registry, catalogue.isLeader, () => {
    const leads = status()?.isLeader;
    return leads === undefined ? undefined : Number(leads);
  });
  createObservableGauge(registry, catalogue.users, () => status()?.users);
  createObservableGauge(registry, catalogue.sizeBytes, () => status()?.bytes);

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
