import type { Registry } from "prom-client";
import { refillReasons, replicaAnswers, replicaDifferences } from "../../replica/observer.js";
import type { ReplicaStatus, ReplicaObserver } from "../../replica/observer.js";
import { createCounter, createObservableGauge, createStateGauge } from "./instruments.js";
import { replicaCatalogue as catalogue } from "./replica-definitions.js";

/** `status` is asked whenever somebody looks. */
export function createReplicaMetrics(
  registry: Registry,
  status: () => ReplicaStatus | undefined,
): ReplicaObserver {
  const reads = createCounter(registry, catalogue.reads);
  const changes = createCounter(registry, catalogue.changes);
  const checked = createCounter(registry, catalogue.checked);
  const differences = createCounter(registry, catalogue.differences);
  const refills = createCounter(registry, catalogue.refills);
  // An alert on what has never happened before needs something to compare with.
  for (const outcome of replicaAnswers) reads({ result: outcome }, 0);
  for (const kind of replicaDifferences) differences({ kind }, 0);
  for (const reason of refillReasons) refills({ reason }, 0);

  createStateGauge(registry, catalogue.state, () => status()?.state);
  createObservableGauge(registry, catalogue.lag, () => {
    const lagMs = status()?.lagMs;
    return lagMs === undefined ? undefined : lagMs / 1000;
  });
  createObservableGauge(registry, catalogue.leads, () => {
    const leads = status()?.leads;
    return leads === undefined ? undefined : Number(leads);
  });
  createObservableGauge(registry, catalogue.owners, () => status()?.owners);
  createObservableGauge(registry, catalogue.bytes, () => status()?.bytes);

  return {
    onRead(how, owners) {
      reads({ result: how }, owners);
    },
    onChanges(read, fresh) {
      changes({ result: "applied" }, fresh);
      changes({ result: "duplicate" }, Math.max(0, read - fresh));
    },
    onVerified(owners) {
      checked({}, owners);
    },
    onMismatch(kind, entries) {
      differences({ kind }, entries);
    },
    onRebuild(reason) {
      refills({ reason });
    },
  };
}
