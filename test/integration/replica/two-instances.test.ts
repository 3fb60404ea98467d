import { afterAll, beforeAll, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { deleteUserMetadata, queryEntities, setUserMetadata } from "../../support/query.js";
import { type ReplicaEnv, startRedisReplicaEnv, waitForReplica } from "../../support/replica-env.js";
import { startRedis, type TestRedis } from "../../support/redis.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

/**
 * Reads the plans of these users. Returns the data, or the error codes, and the number of lists from ZITADEL.
 */
async function read(env: ReplicaEnv, ids: readonly string[]): Promise<{ plans: unknown; lists: number }> {
  env.takeCalls();
  const token = env.pat("nobody");
  const { data, codes } = await queryEntities(env, ids, "metadata { value }", { token });
  return { plans: codes.length > 0 ? codes : data, lists: env.takeCalls().list ?? 0 };
}

const plansOf = (...values: readonly (string | undefined)[]): unknown => ({
  _entities: values.map((value) => ({ metadata: value === undefined ? [] : [{ value }] })),
});

describeWithRedis("two processes with a replica in one Redis", () => {
  let redis: TestRedis;
  let env: TestEnv;
  /** The leader at first. */
  let first: ReplicaEnv;
  let second: ReplicaEnv;
  beforeAll(async () => {
    [redis, env] = await Promise.all([startRedis(), startTestEnv()]);
    first = await startRedisReplicaEnv(env, redis);
    second = await startRedisReplicaEnv(env, redis);
  });
  afterAll(async () => {
    for (const opened of [second, first, env, redis]) await opened[Symbol.asyncDispose]();
  });

  it("both serve pages from it, and one of them is the leader", { tags: ["embedded"] }, async () => {
    const plans = Array.from({ length: 50 }, (_, n) => `plan ${n}`);
    const people = await Promise.all(plans.map((plan) => first.addPerson({ metadata: { plan } })));
    await first.catchUp();
    const ids = people.map(({ id }) => id);
    for (const env of [first, second]) {
      expect(await read(env, ids)).toEqual({ plans: plansOf(...plans), lists: 0 });
    }
    expect([await first.replica(), await second.replica()]).toMatchObject([
      { state: "following", isLeader: true },
      { state: "following", isLeader: false },
    ]);
  });

  it("make a write through one visible in both immediately, before and after its event arrives", {
    tags: ["embedded"],
  }, async () => {
    const { id } = await first.addPerson({ metadata: { plan: "gold" } });
    await first.catchUp();
    const token = first.pat("nobody");
    for (const [writer, reader, plan] of [
      [first, second, "iron"],
      [second, first, "tin"],
    ] as const) {
      const late = first.emulator.delayNextEvents();
      await setUserMetadata(writer, token, id, [{ key: "plan", value: plan }]);
      for (const env of [reader, writer]) {
        expect(await read(env, [id])).toEqual({ plans: plansOf(plan), lists: 1 });
      }
      late.release();
      await first.catchUp();
      for (const env of [reader, writer]) {
        expect(await read(env, [id])).toEqual({ plans: plansOf(plan), lists: 0 });
      }
    }
    await deleteUserMetadata(first, token, id, ["plan"]);
    expect(await read(second, [id])).toMatchObject({ plans: plansOf(undefined) });
  });

  it("return the current value after each of many writes through either process", {
    tags: ["embedded"],
  }, async () => {
    const { id } = await first.addPerson();
    const token = first.pat("nobody");
    const both = [first, second];
    for (let n = 0; n < 40; n++) {
      const [writer = first, reader = first] = [both[n % 2], both[(n >> 1) % 2]];
      await setUserMetadata(writer, token, id, [{ key: "plan", value: String(n) }]);
      expect((await read(reader, [id])).plans).toEqual(plansOf(String(n)));
    }
  });

  it("serve all requests while Redis is down, and rebuild the replica when Redis restarts empty", {
    tags: ["embedded"],
  }, async () => {
    const { id } = await first.addPerson({ metadata: { plan: "gold" } });
    await first.catchUp();
    await redis.stop();
    const token = first.pat("nobody");
    for (const reader of [first, second]) {
      expect(await read(reader, [id])).toEqual({ plans: plansOf("gold"), lists: 1 });
      await waitForReplica(reader, { state: "store_unavailable" });
    }
    for (const writer of [first, second]) {
      const { codes } = await setUserMetadata(writer, token, id, [{ key: "plan", value: writer.url }]);
      expect(codes).toEqual([]);
      for (const reader of [first, second]) {
        expect(await read(reader, [id])).toEqual({ plans: plansOf(writer.url), lists: 1 });
      }
    }
    await redis.start();
    for (const env of [first, second]) await waitForReplica(env, { state: "following" });
    await first.catchUp();
    for (const env of [first, second]) {
      expect(await read(env, [id])).toEqual({ plans: plansOf(second.url), lists: 0 });
    }
  });

  it("switch the leader when the leader stops", { tags: ["embedded"] }, async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const leaders = await Promise.all(
      [first, second].map(async (subgraph) => (await subgraph.replica())["isLeader"]),
    );
    expect(leaders.toSorted()).toEqual([false, true]);
    const [leader, other] = leaders[0] === true ? [first, second] : [second, first];
    await leader[Symbol.asyncDispose]();
    await waitForReplica(other, { isLeader: true });
    await write(env.emulator, id, { plan: "iron" });
    await other.catchUp();
    expect(await read(other, [id])).toEqual({ plans: plansOf("iron"), lists: 0 });
  });
});
