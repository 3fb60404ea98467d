import { expect, it } from "vitest";
import type { ReplicaStatus } from "../../src/replica/observer.js";
import { createMetrics, type Metrics } from "../../src/observability/metrics/metrics.js";

const load = { queued: 0, inFlight: 0 };

/** Samples of the subgraph's metrics whose names start with this text after the prefix. */
async function samplesOf(metrics: Metrics, name: string): Promise<string[]> {
  const { text } = await metrics.read();
  return text.split("\n").filter((line) => line.startsWith(`user_metadata_${name}`));
}

it("counts calls to ZITADEL that the observer reports", async () => {
  let queued = 3;
  const metrics = createMetrics(() => ({ queued, inFlight: 2 }));
  metrics.upstream.onCall("list", "success", 20);
  metrics.upstream.onCall("list", "timeout", 5000);
  metrics.upstream.onRetry("list");
  metrics.upstream.onCoalesced("getUser");
  metrics.upstream.onRejected("set");
  metrics.upstream.onCircuitChange("open");
  queued = 4;
  const lines = await samplesOf(metrics, "");
  expect(lines.filter((line) => !line.includes("_bucket"))).toEqual([
    'user_metadata_upstream_calls_total{operation="list",result="success"} 1',
    'user_metadata_upstream_calls_total{operation="list",result="timeout"} 1',
    'user_metadata_upstream_call_duration_seconds_sum{operation="list"} 5.02',
    'user_metadata_upstream_call_duration_seconds_count{operation="list"} 2',
    'user_metadata_upstream_retries_total{operation="list"} 1',
    'user_metadata_upstream_coalesced_total{operation="getUser"} 1',
    'user_metadata_upstream_rejected_total{operation="set"} 1',
    'user_metadata_circuit_breaker_transitions_total{state="open"} 1',
    'user_metadata_circuit_breaker_state{state="closed"} 0',
    'user_metadata_circuit_breaker_state{state="open"} 1',
    'user_metadata_circuit_breaker_state{state="half_open"} 0',
    "user_metadata_upstream_queue_length 4",
    "user_metadata_upstream_in_flight 2",
  ]);
});

it("counts what the replica observer reports, and reads the replica's status at each scrape", async () => {
  let status: ReplicaStatus = {
    state: "building",
    lagMs: undefined,
    isLeader: true,
    position: undefined,
    head: undefined,
    changes: 0,
    users: 0,
    bytes: 0,
  };
  const metrics = createMetrics(
    () => load,
    () => status,
  );
  expect(await samplesOf(metrics, "replica_lag")).toEqual([]);
  metrics.replica.onRead("hit", 100);
  metrics.replica.onRead("hit", 1);
  metrics.replica.onRead("stale", 2);
  metrics.replica.onChanges(1000, 998);
  metrics.replica.onVerified(50);
  metrics.replica.onMismatch("value", 3);
  metrics.replica.onRebuild("history_gap");
  status = { ...status, state: "following", lagMs: 420, users: 7, bytes: 4096 };
  expect(await samplesOf(metrics, "replica")).toEqual([
    'user_metadata_replica_reads_total{result="hit"} 101',
    'user_metadata_replica_reads_total{result="building"} 0',
    'user_metadata_replica_reads_total{result="lagging"} 0',
    'user_metadata_replica_reads_total{result="store_unavailable"} 0',
    'user_metadata_replica_reads_total{result="disabled"} 0',
    'user_metadata_replica_reads_total{result="recently_written"} 0',
    'user_metadata_replica_reads_total{result="not_visible"} 0',
    'user_metadata_replica_reads_total{result="stale"} 2',
    'user_metadata_replica_changes_total{result="applied"} 998',
    'user_metadata_replica_changes_total{result="duplicate"} 2',
    "user_metadata_replica_verified_users_total 50",
    'user_metadata_replica_mismatches_total{kind="missing"} 0',
    'user_metadata_replica_mismatches_total{kind="extra"} 0',
    'user_metadata_replica_mismatches_total{kind="value"} 3',
    'user_metadata_replica_mismatches_total{kind="timestamp"} 0',
    'user_metadata_replica_rebuilds_total{reason="history_gap"} 1',
    'user_metadata_replica_rebuilds_total{reason="store_lost"} 0',
    'user_metadata_replica_state{state="building"} 0',
    'user_metadata_replica_state{state="following"} 1',
    'user_metadata_replica_state{state="lagging"} 0',
    'user_metadata_replica_state{state="store_unavailable"} 0',
    'user_metadata_replica_state{state="disabled"} 0',
    "user_metadata_replica_lag_seconds 0.42",
    "user_metadata_replica_is_leader 1",
    "user_metadata_replica_users 7",
    "user_metadata_replica_size_bytes 4096",
  ]);
  status = { ...status, state: "building", lagMs: undefined };
  expect(await samplesOf(metrics, "replica_lag")).toEqual([]);
});

it("contains no replica metrics without a replica", async () => {
  const metrics = createMetrics(() => load);
  metrics.replica.onRebuild("history_gap");
  expect(await samplesOf(metrics, "replica")).toEqual([]);
});
