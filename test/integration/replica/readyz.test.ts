import { describe, expect, it } from "vitest";
import type { ReplicaStatus } from "../../../src/replica/observer.js";
import { createHealth, type HealthOptions } from "../../../src/lifecycle/health.js";
import { startHttpServer } from "../../support/start-http-server.js";

const filling: ReplicaStatus = {
  state: "building",
  lagMs: undefined,
  isLeader: true,
  position: 1_767_323_045_678_901,
  head: 1_767_409_445_000_000,
  changes: 120_000,
  users: 24_000,
  bytes: 5_000_000,
};

const met: HealthOptions = {
  readiness: { start: () => Promise.resolve(), pendingReason: () => undefined },
  stopping: new AbortController().signal,
  upstreamFailure: () => undefined,
  probe: () => undefined,
};

async function readyz(options: Partial<HealthOptions>): Promise<readonly [number, unknown]> {
  await using front = await startHttpServer({ health: createHealth({ ...met, ...options }) });
  const response = await fetch(`${front.origin}/readyz`);
  return [response.status, await response.json()];
}

describe("/readyz", () => {
  it("tells how far a replica is filled, and is ready meanwhile: ZITADEL is asked as ever", async () => {
    const replica = {
      state: "building",
      isLeader: true,
      changes: 120_000,
      position: "2026-01-02T03:04:05.678901Z",
      head: "2026-01-03T03:04:05Z",
    };
    expect(await readyz({ replica: () => filling })).toEqual([200, { status: "ok", replica }]);
    const waitingFor = { code: "UPSTREAM_UNAVAILABLE" };
    const arrival = { ...met.readiness, pendingReason: () => waitingFor };
    const status = "starting";
    expect(await readyz({ replica: () => filling, readiness: arrival })).toEqual([
      503,
      { status, ...waitingFor, replica },
    ]);
  });

  it.each([
    ["follows", { state: "following", lagMs: 420.4 }, { state: "following", lagMs: 420 }],
    ["is behind", { state: "lagging", lagMs: 60_000 }, { state: "lagging", lagMs: 60_000 }],
    [
      "has switched itself off",
      { state: "disabled", reason: "too large" },
      { state: "disabled", reason: "too large" },
    ],
  ] as const)("is ready as well when the replica %s", async (_, stands, told) => {
    const status: ReplicaStatus = { ...filling, ...stands };
    const answer = await readyz({ replica: () => status });
    expect(answer).toEqual([200, { status: "ok", replica: expect.objectContaining(told) }]);
  });

  it("tells nothing of a replica where there is none", async () => {
    expect(await readyz({})).toEqual([200, { status: "ok" }]);
    expect(await readyz({ replica: () => undefined })).toEqual([200, { status: "ok" }]);
  });
});
