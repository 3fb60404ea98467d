import { describe, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { routes } from "../../support/zitadel-calls.js";
import { readMetrics } from "../../support/observability.js";
import { isFromReplica, planResult, readPlan } from "./replica-plans.js";
import {
  allowAllAsService,
  type ReplicaEnv,
  startReplicaEnv,
  toReplicaEnv,
  waitForLog,
  waitForReplica,
  withReplica,
} from "../../support/replica-env.js";
import { startTestEnv } from "../../support/test-env.js";

const always = 10_000;

const metric = async (env: ReplicaEnv, name: string): Promise<number | undefined> =>
  (await readMetrics(env)).get(`user_metadata_replica_${name}`);

describe("a replica whose checkpoint is no longer in ZITADEL's event log", { tags: ["embedded"] }, () => {
  it("is rebuilt, and logs and counts the rebuild", async () => {
    await using env = await startReplicaEnv(allowAllAsService);
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    // The missed change is no longer in any event.
    env.emulator.pauseEvents();
    await write(env.emulator, id, { plan: "iron" });
    env.emulator.truncateEvents();
    env.emulator.reset();
    await waitForLog(env, "does not continue the replica");
    await waitForLog(env, "event log is truncated");
    await waitForReplica(env, { state: "following" });
    env.takeCalls();
    expect(await readPlan(env, id)).toEqual(planResult("iron"));
    expect(isFromReplica(env)).toBe(true);
    expect(await metric(env, 'rebuilds_total{reason="history_gap"}')).toBe(1);
  });
});

describe("a replica that has missed a change", { tags: ["embedded"] }, () => {
  it("repairs the mismatch after a comparison with ZITADEL's lists, and logs and counts it", async () => {
    await using env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      REPLICA_ALLOWED_LATENESS_MS: "1000",
      REPLICA_VERIFY_INTERVAL_MS: "200",
    }));
    const { id } = await env.addPerson({ metadata: { plan: "gold", nick: "ada" } });
    await env.catchUp();
    env.emulator.pauseEvents();
    await write(env.emulator, id, { plan: "iron", more: "1" });
    const line = await waitForLog(env, "replica mismatch repaired");
    expect(line).toContain(id);
    expect(line).not.toContain("iron");
    await env.catchUp();
    env.takeCalls();
    expect(await readPlan(env, id)).toEqual({
      _entities: [{ metadata: [{ value: "1" }, { value: "ada" }, { value: "iron" }] }],
    });
    expect(await metric(env, 'mismatches_total{kind="value"}')).toBe(1);
    expect(await metric(env, 'mismatches_total{kind="missing"}')).toBe(1);
  });
});

describe("a read while ZITADEL is unreachable", { tags: ["embedded"] }, () => {
  const outage = async (stale: string): Promise<{ env: ReplicaEnv; id: string }> => {
    const env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      // A verified token is not introspected again.
      TOKEN_CACHE_TTL_MS: "300000",
      REPLICA_SERVE_STALE: stale,
      REPLICA_MAX_LAG_MS: "300",
    }));
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    expect(await readPlan(env, id)).toEqual(planResult("gold"));
    env.emulator.failNext(/.*/, "reset", always);
    await waitForReplica(env, { state: "lagging" });
    return { env, id };
  };

  it("returns stale data from the replica with REPLICA_SERVE_STALE=true, and logs it", async () => {
    const { env: started, id } = await outage("true");
    await using env = started;
    expect(await readPlan(env, id)).toEqual(planResult("gold"));
    await waitForLog(env, "ZITADEL unreachable; serving stale replica data");
    expect(await metric(env, 'reads_total{result="stale"}')).toBe(1);
  });

  it("returns UPSTREAM_UNAVAILABLE with REPLICA_SERVE_STALE=false", async () => {
    const { env: started, id } = await outage("false");
    await using env = started;
    expect(await readPlan(env, id)).toEqual(["UPSTREAM_UNAVAILABLE"]);
  });

  it("returns no data from before a pending write, even with REPLICA_SERVE_STALE=true", async () => {
    await using env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      TOKEN_CACHE_TTL_MS: "300000",
      REPLICA_SERVE_STALE: "true",
      REPLICA_ALLOWED_LATENESS_MS: "1000",
      REPLICA_MAX_LAG_MS: "300",
    }));
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    env.emulator.failNext(routes.events, "reset", always);
    const token = env.pat("nobody");
    const set = `mutation { setUserMetadata(input: { userId: "${id}", entries: [{ key: "plan", value: "iron" }] }) { userErrors { code } } }`;
    expect((await env.query(set, { token })).codes).toEqual([]);
    env.emulator.failNext(routes.list, "reset", always);
    await waitForReplica(env, { state: "lagging" });
    // Even after the pending write has expired.
    for (let ms = 0; ms < 3000; ms += 100) {
      expect(await readPlan(env, id)).toEqual(["UPSTREAM_UNAVAILABLE"]);
      await env.clock.advance(100);
    }
  });
});

describe("a replica that cannot be built", { tags: ["embedded"] }, () => {
  it("logs the role that the service user lacks, and leaves reads to ZITADEL", async () => {
    await using env = toReplicaEnv(
      await startTestEnv((zitadel) => ({
        ...withReplica,
        ...allowAllAsService(zitadel),
        ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("instance-manager"),
      })),
    );
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    expect(await waitForLog(env, "replica update failed")).toContain("IAM_OWNER_VIEWER");
    expect(await readPlan(env, id)).toEqual(planResult("gold"));
    expect((await env.replica()).state).toBe("building");
  });

  it("is disabled and logs an error above REPLICA_MAX_BYTES, and leaves reads to ZITADEL", async () => {
    await using env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      REPLICA_MAX_BYTES: String(1.5 * 1024 * 1024),
    }));
    const { id } = await env.addPerson({
      metadata: { plan: "gold", a: "x".repeat(600_000), b: "x".repeat(600_000) },
    });
    await waitForLog(env, "exceeds REPLICA_MAX_BYTES");
    expect(await env.replica()).toMatchObject({ state: "disabled", reason: "REPLICA_MAX_BYTES" });
    env.takeCalls();
    expect(await readPlan(env, id)).toMatchObject({ _entities: [{ metadata: expect.any(Array) }] });
    expect(isFromReplica(env)).toBe(false);
  });
});
