import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PendingRequest } from "zitadel-emulator";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { routes } from "../../support/zitadel-calls.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/query.js";
import { isFromReplica, planResult, readPlan } from "./replica-plans.js";
import {
  allowAllAsService,
  type ReplicaEnv,
  startReplicaEnv,
  toReplicaEnv,
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

describe("a write through this process", { tags: ["embedded"] }, () => {
  it("is visible immediately: from ZITADEL until its event arrives, then from the replica", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    const late = env.emulator.delayNextEvents();
    await setUserMetadata(env, env.pat("nobody"), id, [{ key: "plan", value: "iron" }]);
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

  it("is visible immediately after each of many writes and deletions", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    const token = env.pat("nobody");
    for (let n = 0; n < 30; n++) {
      await setUserMetadata(env, token, id, [{ key: "plan", value: String(n) }]);
      expect(await readPlan(env, id)).toEqual(planResult(String(n)));
      if (n % 3 !== 0) continue;
      await deleteUserMetadata(env, token, id, ["plan"]);
      expect(await readPlan(env, id)).toEqual({ _entities: [{ metadata: [] }] });
    }
  });
});

describe("a write by another client", { tags: ["embedded"] }, () => {
  it("is visible in the replica after the next poll", async () => {
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

  it("is visible after REPLICA_MAX_LAG_MS at the latest, even while polls fail", async () => {
    const maxLagMs = 300;
    await using env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      REPLICA_MAX_LAG_MS: String(maxLagMs),
    }));
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await env.catchUp();
    env.emulator.failNext(routes.events, { status: 503 }, always);
    await write(env.emulator, id, { plan: "iron" });
    const writtenAt = env.clock.now();
    // Within the maximum lag, the replica still serves reads.
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

describe("a replica that is being built for the first time", { tags: ["embedded"] }, () => {
  it("leaves reads to ZITADEL and reports the state building in /readyz", async () => {
    let firstPoll: PendingRequest | undefined;
    await using env = toReplicaEnv(
      await startTestEnv((zitadel) => {
        firstPoll = zitadel.emulator.holdNext(routes.events);
        return { ...withReplica, ...allowAllAsService(zitadel) };
      }),
    );
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await firstPoll?.arrived;
    expect(await readPlan(env, id)).toEqual(planResult("gold"));
    expect(isFromReplica(env)).toBe(false);
    expect(await env.replica()).toMatchObject({ state: "building", isLeader: true });
    firstPoll?.release();
    await waitForReplica(env, { state: "following" });
    expect(await readPlan(env, id)).toEqual(planResult("gold"));
    expect(isFromReplica(env)).toBe(true);
    expect(await env.replica()).toMatchObject({ state: "following" });
    const completion = env.log.find((line) => line.includes("replica complete; serving reads"));
    // Three users of the seed have metadata, too.
    expect(JSON.parse(completion ?? "")).toMatchObject({ userCount: 4, durationMs: expect.any(Number) });
  });
});

describe("a webhook from ZITADEL", { tags: ["embedded"] }, () => {
  it("triggers an immediate poll of the replica, even with a long poll interval", async () => {
    await using env = await startReplicaEnv((zitadel) => ({
      ...allowAllAsService(zitadel),
      REPLICA_POLL_INTERVAL_MS: "60000",
      REPLICA_WEBHOOK_SIGNING_KEY: "signing-key",
    }));
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    env.takeCalls();
    const body = JSON.stringify({ event_type: "user.metadata.set" });
    const at = Math.floor(Date.now() / 1000);
    const signature = createHmac("sha256", "signing-key").update(`${at}.${body}`).digest("hex");
    const response = await fetch(new URL("/zitadel/events", env.url), {
      method: "POST",
      headers: { "content-type": "application/json", "zitadel-signature": `t=${at},v1=${signature}` },
      body,
    });
    expect(response.status).toBe(204);
    // Polls are at least 100 ms apart.
    const triggeredAt = env.clock.now();
    await env.clock.until(
      async () => JSON.stringify(await readPlan(env, id)) === JSON.stringify(planResult("gold")),
    );
    expect(env.clock.now() - triggeredAt).toBeLessThan(1000);
    expect(isFromReplica(env)).toBe(true);
  });
});
