import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PendingRequest } from "zitadel-emulator";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { routes } from "../../support/call-kinds.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { isFromReplica, plan, planOf } from "../../support/replica-plans.js";
import { allAsService } from "../../support/replica-rules.js";
import {
  followedBy,
  type ReplicaWorld,
  startReplicaWorld,
  untilReplica,
  withReplica,
} from "../../support/replica-env.js";
import { startWorld } from "../../support/test-env.js";

const always = 10_000;

let world: ReplicaWorld;
beforeAll(async () => {
  world = await startReplicaWorld(allAsService);
});
afterAll(() => world[Symbol.asyncDispose]());

describe("what was written through this process", { tags: ["embedded"] }, () => {
  it("is read at once, from ZITADEL while the change has not been heard of, and then from the replica", async () => {
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await world.followed();
    const late = world.emulator.delayNextEvents();
    await setUserMetadata(world, world.zitadel.directory.personalAccessToken("nobody"), id, [
      { key: "plan", value: "iron" },
    ]);
    await world.followed();
    world.takeCalls();
    expect(await planOf(world, id)).toEqual(plan("iron"));
    expect(isFromReplica(world)).toBe(false);
    late.release();
    await world.followed();
    world.takeCalls();
    expect(await planOf(world, id)).toEqual(plan("iron"));
    expect(isFromReplica(world)).toBe(true);
  });

  it("is read at once after every one of many writes and deletions", async () => {
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await world.followed();
    const token = world.zitadel.directory.personalAccessToken("nobody");
    for (let n = 0; n < 30; n++) {
      await setUserMetadata(world, token, id, [{ key: "plan", value: String(n) }]);
      expect(await planOf(world, id)).toEqual(plan(String(n)));
      if (n % 3 !== 0) continue;
      await deleteUserMetadata(world, token, id, ["plan"]);
      expect(await planOf(world, id)).toEqual({ _entities: [{ metadata: [] }] });
    }
  });
});

describe("what others write", { tags: ["embedded"] }, () => {
  it("is in the replica after the next look", async () => {
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await write(world.emulator, id, { plan: "iron" });
    await world.followed();
    world.takeCalls();
    expect(await planOf(world, id)).toEqual(plan("iron"));
    expect(isFromReplica(world)).toBe(true);
    world.emulator.removeAllMetadata(id);
    await world.followed();
    expect(await planOf(world, id)).toEqual({ _entities: [{ metadata: [] }] });
  });

  it("is never missing in an answer for longer than the lag allows, however long the feed stands still", async () => {
    const maxLagMs = 300;
    await using world = await startReplicaWorld(async (zitadel) => ({
      ...(await allAsService(zitadel)),
      REPLICA_MAX_LAG_MS: String(maxLagMs),
    }));
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await world.followed();
    world.emulator.failNext(routes.events, { status: 503 }, always);
    await write(world.emulator, id, { plan: "iron" });
    const writtenAt = world.clock.now();
    // As long as the lag allows, nobody else is asked.
    world.takeCalls();
    expect(await planOf(world, id)).toEqual(plan("gold"));
    expect(isFromReplica(world)).toBe(true);
    await world.clock.advance(maxLagMs + 1);
    while (world.clock.now() - writtenAt < 3 * maxLagMs) {
      expect(await planOf(world, id)).toEqual(plan("iron"));
      await world.clock.advance(50);
    }
    expect(isFromReplica(world)).toBe(false);
    expect((await world.replica()).state).toBe("lagging");
  });
});

describe("before the first fill is done", { tags: ["embedded"] }, () => {
  it("answers come from ZITADEL, and /readyz tells that it is being filled", async () => {
    let fill: PendingRequest | undefined;
    await using world = followedBy(
      await startWorld(async (zitadel) => {
        fill = zitadel.emulator.holdNext(routes.events);
        return { ...withReplica, ...(await allAsService(zitadel)) };
      }),
    );
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    await fill?.arrived;
    expect(await planOf(world, id)).toEqual(plan("gold"));
    expect(isFromReplica(world)).toBe(false);
    expect(await world.replica()).toMatchObject({ state: "building", isLeader: true });
    fill?.release();
    await untilReplica(world, { state: "following" });
    expect(await planOf(world, id)).toEqual(plan("gold"));
    expect(isFromReplica(world)).toBe(true);
    expect(await world.replica()).toMatchObject({ state: "following" });
    const filled = world.log.find((line) => line.includes("replica complete; serving reads"));
    // Three people of the world have some, too.
    expect(JSON.parse(filled ?? "")).toMatchObject({ userCount: 4, durationMs: expect.any(Number) });
  });
});

describe("a webhook of ZITADEL's", { tags: ["embedded"] }, () => {
  it("has the replica look at once, however seldom it looks by itself", async () => {
    await using world = await startReplicaWorld(async (zitadel) => ({
      ...(await allAsService(zitadel)),
      REPLICA_POLL_INTERVAL_MS: "60000",
      REPLICA_WEBHOOK_SIGNING_KEY: "signing-key",
    }));
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    world.takeCalls();
    const body = JSON.stringify({ event_type: "user.metadata.set" });
    const at = Math.floor(Date.now() / 1000);
    const proof = createHmac("sha256", "signing-key").update(`${at}.${body}`).digest("hex");
    const response = await fetch(new URL("/zitadel/events", world.url), {
      method: "POST",
      headers: { "content-type": "application/json", "zitadel-signature": `t=${at},v1=${proof}` },
      body,
    });
    expect(response.status).toBe(204);
    // A poll that has just been made is not made again within 100 ms.
    const nudgedAt = world.clock.now();
    await world.clock.until(
      async () => JSON.stringify(await planOf(world, id)) === JSON.stringify(plan("gold")),
    );
    expect(world.clock.now() - nudgedAt).toBeLessThan(1000);
    expect(isFromReplica(world)).toBe(true);
  });
});
