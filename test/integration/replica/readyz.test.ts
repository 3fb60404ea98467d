import { describe, expect, it } from "vitest";
import type { ReplicaStatus } from "../../../src/replica/observer.js";
import { createHealth, type HealthOptions } from "../../../src/lifecycle/health.js";
import { startHttpServer } from "../../support/start-http-server.js";
import { createTestClock } from "../../support/test-clock.js";

const building: ReplicaStatus = {
  state: "building",
  lagMs: undefined,
  isLeader: true,
  position: 1_767_323_045_678_901,
  head: 1_767_409_445_000_000,
  changes: 120_000,
  users: 24_000,
  bytes: 5_000_000,
};

const defaultOptions: HealthOptions = {
  readiness: { start: () => Promise.resolve(), pendingReason: () => undefined },
  stopping: new AbortController().signal,
  upstreamFailures: () => [],
  probe: () => Promise.resolve(),
  clock: createTestClock(),
};

async function readyz(options: Partial<HealthOptions>): Promise<readonly [number, unknown]> {
  await using server = await startHttpServer({ health: createHealth({ ...defaultOptions, ...options }) });
  const response = await fetch(`${server.origin}/readyz`);
  return [response.status, await response.json()];
}

describe("/readyz", () => {
  it("reports the progress of a replica's build, and is ready meanwhile", async () => {
    const replica = {
      state: "building",
      isLeader: true,
      changes: 120_000,
      position: "2026-01-02T03:04:05.678901Z",
      head: "2026-01-03T03:04:05Z",
    };
    expect(await readyz({ replica: () => building })).toEqual([200, { status: "ok", replica }]);
    const waitingFor = { code: "UPSTREAM_UNAVAILABLE" };
    const readiness = { ...defaultOptions.readiness, pendingReason: () => waitingFor };
    const status = "starting";
    expect(await readyz({ replica: () => building, readiness })).toEqual([
      503,
      { status, ...waitingFor, replica },
    ]);
  });

  it.each([
    ["is following", { state: "following", lagMs: 420.4 }, { state: "following", lagMs: 420 }],
    ["is lagging", { state: "lagging", lagMs: 60_000 }, { state: "lagging", lagMs: 60_000 }],
    ["is disabled", { state: "disabled", reason: "too large" }, { state: "disabled", reason: "too large" }],
  ] as const)("is ready while the replica %s", async (_, overrides, reported) => {
    const status: ReplicaStatus = { ...building, ...overrides };
    const response = await readyz({ replica: () => status });
    expect(response).toEqual([200, { status: "ok", replica: expect.objectContaining(reported) }]);
  });

  it("omits the replica if none is configured", async () => {
    expect(await readyz({})).toEqual([200, { status: "ok" }]);
    expect(await readyz({ replica: () => undefined })).toEqual([200, { status: "ok" }]);
  });
});
