import { rebuildReasons, replicaReadResults, mismatchKinds, replicaStates } from "../../replica/observer.js";
import type { Metric } from "./definitions.js";

/** Metrics that are exported only if there is a replica. */
export const replicaMetricDefinitions = {
  reads: {
    name: "user_metadata_replica_reads_total",
    type: "counter",
    help: "Users looked up in the replica, by result.",
    labels: { result: replicaReadResults },
  },
  changes: {
    name: "user_metadata_replica_changes_total",
    type: "counter",
    help: "Changes read from ZITADEL's events: new ones (applied) and ones read before (duplicate).",
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
    help: "Entries that differed between the replica and ZITADEL's lists.",
    labels: { kind: mismatchKinds },
  },
  rebuilds: {
    name: "user_metadata_replica_rebuilds_total",
    type: "counter",
    help: "Rebuilds of the replica.",
    labels: { reason: rebuildReasons },
  },
  state: {
    name: "user_metadata_replica_state",
    type: "gauge",
    help: "1 for the current state of the replica, 0 for the others.",
    labels: { state: replicaStates },
  },
  lag: {
    name: "user_metadata_replica_lag_seconds",
    type: "gauge",
    help: "Time since the replica last contained all changes from ZITADEL; absent until it is complete.",
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
    help: "Approximate memory usage of the replica.",
    labels: {},
  },
} as const satisfies Readonly<Record<string, Metric>>;
