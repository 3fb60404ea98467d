import type { Registry } from "prom-client";
import { refillReasons, replicaAnswers, replicaDifferences } from "../../replica/replica-watch.js";
import type { ReplicaStatus, ReplicaWatch } from "../../replica/replica-watch.js";
import { createCounter, createLookedUp, createState } from "./instruments.js";
import { replicaCatalogue as catalogue } from "./replica-catalogue.js";

/** `status` is asked whenever somebody looks. */
export function createReplicaMetrics(
  registry: Registry,
  status: () => ReplicaStatus | undefined,
): ReplicaWatch {
  const reads = createCounter(registry, catalogue.reads);
  const changes = createCounter(registry, catalogue.changes);
  const checked = createCounter(registry, catalogue.checked);
  const differences = createCounter(registry, catalogue.differences);
  const refills = createCounter(registry, catalogue.refills);
  // An alert on what has never happened before needs something to compare with.
  for (const outcome of replicaAnswers) reads({ outcome }, 0);
  for (const kind of replicaDifferences) differences({ kind }, 0);
  for (const reason of refillReasons) refills({ reason }, 0);

  createState(registry, catalogue.state, () => status()?.state);
  createLookedUp(registry, catalogue.lag, () => {
    const lagMs = status()?.lagMs;
    return lagMs === undefined ? undefined : lagMs / 1000;
  });
  createLookedUp(registry, catalogue.leads, () => {
    const leads = status()?.leads;
    return leads === undefined ? undefined : Number(leads);
  });
  createLookedUp(registry, catalogue.owners, () => status()?.owners);
  createLookedUp(registry, catalogue.bytes, () => status()?.bytes);

  return {
    answered(how, owners) {
      reads({ outcome: how }, owners);
    },
    read(read, fresh) {
      changes({ kind: "fresh" }, fresh);
      changes({ kind: "known" }, Math.max(0, read - fresh));
    },
    checked(owners) {
      checked({}, owners);
    },
    differed(kind, entries) {
      differences({ kind }, entries);
    },
    refilled(reason) {
      refills({ reason });
    },
  };
}
