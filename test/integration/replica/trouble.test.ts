import { describe, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { routes } from "../../support/call-kinds.js";
import { readMetrics } from "../../support/read-metrics.js";
import { isFromReplica, plan, planOf } from "../../support/replica-plans.js";
import { allAsService } from "../../support/replica-rules.js";
import {
  followedBy,
  logged,
  type ReplicaWorld,
  startReplicaWorld,
  untilReplica,
  withReplica,
} from "../../support/replica-env.js";
import { startWorld } from "../../support/test-env.js";

const always = 10_000;

const metric = async (world: ReplicaWorld, name: string): Promise<number | undefined> =>
  (await readMetrics(world)).get(`user_metadata_replica_${name}`);

describe("a history that is not the one that was followed", { tags: ["embedded"] }, () => {
  it("has the replica emptied and filled again, and says so", async () => {
    await using world = await startReplicaWorld(allAsService);
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await world.followed();
    // What went missing is in no event any more.
    world.emulator.pauseEvents();
    await write(world.emulator, id, { plan: "iron" });
    world.emulator.truncateEvents();
    world.emulator.reset();
    await logged(world, "does not continue the replica");
    await logged(world, "event history is truncated");
    await untilReplica(world, { state: "following" });
    world.takeCalls();
    expect(await planOf(world, id)).toEqual(plan("iron"));
    expect(isFromReplica(world)).toBe(true);
    expect(await metric(world, 'rebuilds_total{reason="history_gap"}')).toBe(1);
  });
});

describe("a replica that misses something", { tags: ["embedded"] }, () => {
  it("finds out by comparing itself with ZITADEL's lists, heals it, counts it and says so", async () => {
    await using world = await startReplicaWorld(async (zitadel) => ({
      ...(await allAsService(zitadel)),
      REPLICA_ALLOWED_LATENESS_MS: "1000",
      REPLICA_VERIFY_INTERVAL_MS: "200",
    }));
    const { id } = await world.addPerson({ metadata: { plan: "gold", nick: "ada" } });
    await world.followed();
    world.emulator.pauseEvents();
    await write(world.emulator, id, { plan: "iron", more: "1" });
    const line = await logged(world, "replica mismatch repaired");
    expect(line).toContain(id);
    expect(line).not.toContain("iron");
    await world.followed();
    world.takeCalls();
    expect(await planOf(world, id)).toEqual({
      _entities: [{ metadata: [{ value: "1" }, { value: "ada" }, { value: "iron" }] }],
    });
    expect(await metric(world, 'mismatches_total{kind="value"}')).toBe(1);
    expect(await metric(world, 'mismatches_total{kind="missing"}')).toBe(1);
  });
});

describe("when ZITADEL cannot be reached", { tags: ["embedded"] }, () => {
  const outage = async (stale: string): Promise<{ world: ReplicaWorld; id: string }> => {
    const world = await startReplicaWorld(async (zitadel) => ({
      ...(await allAsService(zitadel)),
      // A token that was accepted is not asked about again.
      TOKEN_CACHE_TTL_MS: "300000",
      REPLICA_SERVE_STALE: stale,
      REPLICA_MAX_LAG_MS: "300",
    }));
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await world.followed();
    expect(await planOf(world, id)).toEqual(plan("gold"));
    world.emulator.failNext(/.*/, "reset", always);
    await untilReplica(world, { state: "lagging" });
    return { world, id };
  };

  it("known users are answered from a replica that is too old, where that is wanted, and it is said", async () => {
    const { world: started, id } = await outage("true");
    await using world = started;
    expect(await planOf(world, id)).toEqual(plan("gold"));
    await logged(world, "ZITADEL unreachable; serving stale replica data");
    expect(await metric(world, 'reads_total{result="stale"}')).toBe(1);
  });

  it("nobody is, where that is not wanted", async () => {
    const { world: started, id } = await outage("false");
    await using world = started;
    expect(await planOf(world, id)).toEqual(["UPSTREAM_UNAVAILABLE"]);
  });

  it("whoever was just written to is not answered from before the write", async () => {
    await using world = await startReplicaWorld(async (zitadel) => ({
      ...(await allAsService(zitadel)),
      TOKEN_CACHE_TTL_MS: "300000",
      REPLICA_SERVE_STALE: "true",
      REPLICA_ALLOWED_LATENESS_MS: "1000",
      REPLICA_MAX_LAG_MS: "300",
    }));
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await world.followed();
    world.emulator.failNext(routes.events, "reset", always);
    const token = world.zitadel.directory.personalAccessToken("nobody");
    const set = `mutation { setUserMetadata(input: { userId: "${id}", entries: [{ key: "plan", value: "iron" }] }) { userErrors { code } } }`;
    expect((await world.query(set, { token })).codes).toEqual([]);
    world.emulator.failNext(routes.list, "reset", always);
    await untilReplica(world, { state: "lagging" });
    // However long ago that is.
    for (let ms = 0; ms < 3000; ms += 100) {
      expect(await planOf(world, id)).toEqual(["UPSTREAM_UNAVAILABLE"]);
      await world.clock.advance(100);
    }
  });
});

describe("a replica that cannot be", { tags: ["embedded"] }, () => {
  it("says which role its service user lacks, and ZITADEL is asked as ever", async () => {
    await using world = followedBy(
      await startWorld(async (zitadel) => ({
        ...withReplica,
        ...(await allAsService(zitadel)),
        ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("instance-manager"),
      })),
    );
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    expect(await logged(world, "replica update failed")).toContain("IAM_OWNER_VIEWER");
    expect(await planOf(world, id)).toEqual(plan("gold"));
    expect((await world.replica()).state).toBe("building");
  });

  it("is off where there is more than REPLICA_MAX_BYTES, loudly, and ZITADEL is asked as ever", async () => {
    await using world = await startReplicaWorld(async (zitadel) => ({
      ...(await allAsService(zitadel)),
      REPLICA_MAX_BYTES: String(1.5 * 1024 * 1024),
    }));
    const { id } = await world.addPerson({
      metadata: { plan: "gold", a: "x".repeat(600_000), b: "x".repeat(600_000) },
    });
    await logged(world, "exceeds REPLICA_MAX_BYTES");
    expect(await world.replica()).toMatchObject({ state: "disabled", reason: "REPLICA_MAX_BYTES" });
    world.takeCalls();
    expect(await planOf(world, id)).toMatchObject({ _entities: [{ metadata: expect.any(Array) }] });
    expect(isFromReplica(world)).toBe(false);
  });
});
