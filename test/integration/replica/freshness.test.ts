import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PendingRequest } from "zitadel-emulator";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { routes } from "../../support/call-kinds.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { isFromReplica, planResult, readPlan } from "../../support/replica-plans.js";
import { allowAllAsService } from "../../support/replica-rules.js";
import {
  toReplicaEnv,
  type ReplicaEnv,
  startReplicaEnv,
  waitForReplica,
  withReplica,
} from "../../support/replica-env.js";
import { startTestEnv } from "../../support/test-env.js";

const always = 10_000;

let env: ReplicaEnv;
beforeAll(async () => {
  env = await startReplicaEnv(allowAllAsService);
});
afterAll(() => env[Symbol.asyncDispose]());

describe("what was written through this process", { tags: ["embedded"] }, () => {
  it("is read at once, from ZITADEL while the change has not been heard of, and then from the replica", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    const late = env.emulator.delayNextEvents();
    await setUserMetadata(env, env.zitadel.directory.personalAccessToken("nobody"), id, [
      { key: "plan", value: "iron" },
    ]);
    await env.catchUp();
    env.takeCalls();
    expect(await readPlan(env, id)).toEqual(planResult("iron"));
    expect(isFromReplica(env)).toBe(false);
    late.release();
    await env.catchUp();
    env.takeCalls();
    expect(await readPlan(env, id)).toEqual(planResult("iron"));
    expect(isFromReplica(env)).toBe(true);
  });

  it("is read at once after every one of many writes and deletions", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    const token = env.zitadel.directory.personalAccessToken("nobody");
    for (let n = 0; n < 30; n++) {
      await setUserMetadata(env, token, id, [{ key: "plan", value: String(n) }]);
      expect(await readPlan(env, id)).toEqual(planResult(String(n)));
      if (n % 3 !== 0) continue;
      await deleteUserMetadata(env, token, id, ["plan"]);
      expect(await readPlan(env, id)).toEqual({ _entities: [{ metadata: [] }] });
    }
  });
});

describe("what others write", { tags: ["embedded"] }, () => {
  it("is in the replica after the next look", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await write(env.emulator, id, { plan: "iron" });
    await env.catchUp();
    env.takeCalls();
    expect(await readPlan(env, id)).toEqual(planResult("iron"));
    expect(isFromReplica(env)).toBe(true);
    env.emulator.removeAllMetadata(id);
    await env.catchUp();
    expect(await readPlan(env, id)).toEqual({ _entities: [{ metadata: [] }] });
  });

  it("is never missing in an answer for longer than the lag allows, however long the feed stands still", async () => {
    const maxLagMs = 300;
    await using env = await startReplicaEnv(async (zitadel) => ({
      ...(await allowAllAsService(zitadel)),
      REPLICA_MAX_LAG_MS: String(maxLagMs),
    }));
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    env.emulator.failNext(routes.events, { status: 503 }, always);
    await write(env.emulator, id, { plan: "iron" });
    const writtenAt = env.clock.now();
    // As long as the lag allows, nobody else is asked.
    env.takeCalls();
    expect(await readPlan(env, id)).toEqual(planResult("gold"));
    expect(isFromReplica(env)).toBe(true);
    await env.clock.advance(maxLagMs + 1);
    while (env.clock.now() - writtenAt < 3 * maxLagMs) {
      expect(await readPlan(env, id)).toEqual(planResult("iron"));
      await env.clock.advance(50);
    }
    expect(isFromReplica(env)).toBe(false);
    expect((await env.replica()).state).toBe("lagging");
  });
});

describe("before the first fill is done", { tags: ["embedded"] }, () => {
  it("answers come from ZITADEL, and /readyz tells that it is being filled", async () => {
    let fill: PendingRequest | undefined;
    await using env = toReplicaEnv(
      await startTestEnv(async (zitadel) => {
        fill = zitadel.emulator.holdNext(routes.events);
        return { ...withReplica, ...(await allowAllAsService(zitadel)) };
      }),
    );
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await fill?.arrived;
    expect(await readPlan(env, id)).toEqual(planResult("gold"));
    expect(isFromReplica(env)).toBe(false);
    expect(await env.replica()).toMatchObject({ state: "building", isLeader: true });
    fill?.release();
    await waitForReplica(env, { state: "following" });
    expect(await readPlan(env, id)).toEqual(planResult("gold"));
    expect(isFromReplica(env)).toBe(true);
    expect(await env.replica()).toMatchObject({ state: "following" });
    const filled = env.log.find((line) => line.includes("replica complete; serving reads"));
    // Three people of the world have some, too.
    expect(JSON.parse(filled ?? "")).toMatchObject({ userCount: 4, durationMs: expect.any(Number) });
  });
});

describe("a webhook of ZITADEL's", { tags: ["embedded"] }, () => {
  it("has the replica look at once, however seldom it looks by itself", async () => {
    await using env = await startReplicaEnv(async (zitadel) => ({
      ...(await allowAllAsService(zitadel)),
      REPLICA_POLL_INTERVAL_MS: "60000",
      REPLICA_WEBHOOK_SIGNING_KEY: "signing-key",
    }));
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    env.takeCalls();
    const body = JSON.stringify({ event_type: "user.metadata.set" });
    const at = Math.floor(Date.now() / 1000);
    const proof = createHmac("sha256", "signing-key").update(`${at}.${body}`).digest("hex");
    const response = await fetch(new URL("/zitadel/events", env.url), {
      method: "POST",
      headers: { "content-type": "application/json", "zitadel-signature": `t=${at},v1=${proof}` },
      body,
    });
    expect(response.status).toBe(204);
    // A poll that has just been made is not made again within 100 ms.
    const nudgedAt = env.clock.now();
    await env.clock.until(
      async () => JSON.stringify(await readPlan(env, id)) === JSON.stringify(planResult("gold")),
    );
    expect(env.clock.now() - nudgedAt).toBeLessThan(1000);
    expect(isFromReplica(env)).toBe(true);
  });
});
