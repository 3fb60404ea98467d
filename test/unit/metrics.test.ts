import { expect, it } from "vitest";
import { createMetrics } from "../../src/server/seeing/metrics.js";

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
  const { text } = await metrics.read();
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("user_metadata_") && !line.includes("_bucket"));
  expect(lines).toEqual([
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
