import { expect, it } from "vitest";
import type { ReplicaStatus } from "../../src/replica/replica-watch.js";
import { createMetrics, type Metrics } from "../../src/server/seeing/metrics.js";

const load = { queued: 0, inFlight: 0 };

/** The samples of our metrics whose names go on like this. */
async function samplesOf(metrics: Metrics, name: string): Promise<string[]> {
  const { text } = await metrics.read();
  return text.split("\n").filter((line) => line.startsWith(`user_metadata_${name}`));
}

it("calls to ZITADEL are counted as the watch is told of them", async () => {
  let queued = 3;
  const metrics = createMetrics(() => ({ queued, inFlight: 2 }));
  metrics.upstream.called("list", "answered", 20);
  metrics.upstream.called("list", "timeout", 5000);
  metrics.upstream.repeated("list");
  metrics.upstream.joined("getUser");
  metrics.upstream.overloaded("set");
  metrics.upstream.breakerTurned("open");
  queued = 4;
  const lines = await samplesOf(metrics, "");
  expect(lines.filter((line) => !line.includes("_bucket"))).toEqual([
    'user_metadata_upstream_calls_total{kind="list",outcome="answered"} 1',
    'user_metadata_upstream_calls_total{kind="list",outcome="timeout"} 1',
    'user_metadata_upstream_call_duration_seconds_sum{kind="list"} 5.02',
    'user_metadata_upstream_call_duration_seconds_count{kind="list"} 2',
    'user_metadata_upstream_repeats_total{kind="list"} 1',
    'user_metadata_upstream_joined_total{kind="getUser"} 1',
    'user_metadata_upstream_overloaded_total{kind="set"} 1',
    'user_metadata_breaker_turns_total{state="open"} 1',
    'user_metadata_breaker_state{state="closed"} 0',
    'user_metadata_breaker_state{state="open"} 1',
    'user_metadata_breaker_state{state="halfOpen"} 0',
    "user_metadata_upstream_queued 4",
    "user_metadata_upstream_in_flight 2",
  ]);
});

it("the replica is counted as its watch is told, and shown as it stands when somebody looks", async () => {
  let status: ReplicaStatus = {
    state: "filling",
    lagMs: undefined,
    leads: true,
    reached: undefined,
    newest: undefined,
    changes: 0,
    owners: 0,
    bytes: 0,
  };
  const metrics = createMetrics(
    () => load,
    () => status,
  );
  expect(await samplesOf(metrics, "replica_lag")).toEqual([]);
  metrics.replica.answered("replica", 100);
  metrics.replica.answered("replica", 1);
  metrics.replica.answered("stale", 2);
  metrics.replica.read(1000, 998);
  metrics.replica.checked(50);
  metrics.replica.differed("value", 3);
  metrics.replica.refilled("gap");
  status = { ...status, state: "following", lagMs: 420, owners: 7, bytes: 4096 };
  expect(await samplesOf(metrics, "replica")).toEqual([
    'user_metadata_replica_reads_total{outcome="replica"} 101',
    'user_metadata_replica_reads_total{outcome="filling"} 0',
    'user_metadata_replica_reads_total{outcome="behind"} 0',
    'user_metadata_replica_reads_total{outcome="unreachable"} 0',
    'user_metadata_replica_reads_total{outcome="off"} 0',
    'user_metadata_replica_reads_total{outcome="written"} 0',
    'user_metadata_replica_reads_total{outcome="notShown"} 0',
    'user_metadata_replica_reads_total{outcome="stale"} 2',
    'user_metadata_replica_changes_total{kind="fresh"} 998',
    'user_metadata_replica_changes_total{kind="known"} 2',
    "user_metadata_replica_checked_total 50",
    'user_metadata_replica_differences_total{kind="missing"} 0',
    'user_metadata_replica_differences_total{kind="surplus"} 0',
    'user_metadata_replica_differences_total{kind="value"} 3',
    'user_metadata_replica_differences_total{kind="date"} 0',
    'user_metadata_replica_refills_total{reason="gap"} 1',
    'user_metadata_replica_refills_total{reason="store"} 0',
    'user_metadata_replica_state{state="filling"} 0',
    'user_metadata_replica_state{state="following"} 1',
    'user_metadata_replica_state{state="behind"} 0',
    'user_metadata_replica_state{state="unreachable"} 0',
    'user_metadata_replica_state{state="off"} 0',
    "user_metadata_replica_lag_seconds 0.42",
    "user_metadata_replica_leads 1",
    "user_metadata_replica_owners 7",
    "user_metadata_replica_bytes 4096",
  ]);
  status = { ...status, state: "filling", lagMs: undefined };
  expect(await samplesOf(metrics, "replica_lag")).toEqual([]);
});

it("nothing is shown of a replica where there is none", async () => {
  const metrics = createMetrics(() => load);
  metrics.replica.refilled("gap");
  expect(await samplesOf(metrics, "replica")).toEqual([]);
});
