import { rebuildReasons, replicaReadResults, mismatchKinds, replicaStates } from "../../replica/observer.js";
import type { Metric } from "./definitions.js";

/** What is measured where there is a replica. */
export const replicaMetricDefinitions = {
  reads: {
    name: "user_metadata_replica_reads_total",
    type: "counter",
    help: "Users that the replica could have answered for, by what came of it.",
    labels: { result: replicaReadResults },
  },
  changes: {
    name: "user_metadata_replica_changes_total",
    type: "counter",
    help: "Changes read from ZITADEL's events: fresh ones, and ones that were known.",
    labels: { result: ["applied", "duplicate"] },
  },
  verifiedUsers: {
    name: "user_metadata_replica_verified_users_total",
    type: "counter",
    help: "Users compared with ZITADEL's lists.",
    labels: {},
  },
  mismatches: {
    name: "user_metadata_replica_mismatches_total",
    type: "counter",
    help: "Entries in which the replica differed from ZITADEL's lists.",
    labels: { kind: mismatchKinds },
  },
  rebuilds: {
    name: "user_metadata_replica_rebuilds_total",
    type: "counter",
    help: "How often the replica was emptied and filled again.",
    labels: { reason: rebuildReasons },
  },
  state: {
    name: "user_metadata_replica_state",
    type: "gauge",
    help: "1 for the state that the replica is in, 0 for the others.",
    labels: { state: replicaStates },
  },
  lag: {
    name: "user_metadata_replica_lag_seconds",
    type: "gauge",
    help: "How long ago all that ZITADEL showed was in the replica; absent before it is filled.",
    labels: {},
  },
  isLeader: {
    name: "user_metadata_replica_is_leader",
    type: "gauge",
    help: "1 in the process that follows ZITADEL's events, 0 in the others.",
    labels: {},
  },
  users: {
    name: "user_metadata_replica_users",
    type: "gauge",
    help: "Users whose metadata is in the replica.",
    labels: {},
  },
  sizeBytes: {
    name: "user_metadata_replica_size_bytes",
    type: "gauge",
    help: "About how much memory the replica takes.",
    labels: {},
  },
} as const satisfies Readonly<Record<string, Metric>>;
