import { afterAll, beforeAll, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { queryEntities } from "../../support/entities.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { startRedisReplicaEnv } from "../../support/redis-replica-env.js";
import { type ReplicaEnv, waitForReplica } from "../../support/replica-env.js";
import { startRedis, type TestRedis } from "../../support/start-redis.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

/** The plans of these users, or the codes of what went wrong; and how often ZITADEL was asked for a list. */
async function read(env: ReplicaEnv, ids: readonly string[]): Promise<{ plans: unknown; lists: number }> {
  env.takeCalls();
  const token = env.zitadel.directory.personalAccessToken("nobody");
  const { data, codes } = await queryEntities(env, ids, "metadata { value }", { token });
  return { plans: codes.length > 0 ? codes : data, lists: env.takeCalls().list ?? 0 };
}

const plansOf = (...values: readonly (string | undefined)[]): unknown => ({
  _entities: values.map((value) => ({ metadata: value === undefined ? [] : [{ value }] })),
});

describeWithRedis("two instances with their replica in one Redis", () => {
  let redis: TestRedis;
  let env: TestEnv;
  /** It leads at first. */
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

  it("both answer pages from it, and one of them follows", { tags: ["embedded"] }, async () => {
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

  it("what is written through one is read at once through both, before its event has come and after", {
    tags: ["embedded"],
  }, async () => {
    const { id } = await first.addPerson({ metadata: { plan: "gold" } });
    await first.catchUp();
    const token = first.zitadel.directory.personalAccessToken("nobody");
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

  it("after every one of many writes, wherever it goes", { tags: ["embedded"] }, async () => {
    const { id } = await first.addPerson();
    const token = first.zitadel.directory.personalAccessToken("nobody");
    const worlds = [first, second];
    for (let n = 0; n < 40; n++) {
      const [writer = first, reader = first] = [worlds[n % 2], worlds[(n >> 1) % 2]];
      await setUserMetadata(writer, token, id, [{ key: "plan", value: String(n) }]);
      expect((await read(reader, [id])).plans).toEqual(plansOf(String(n)));
    }
  });

  it("no request fails while Redis is away, and it is filled again when it is back, empty", {
    tags: ["embedded"],
  }, async () => {
    const { id } = await first.addPerson({ metadata: { plan: "gold" } });
    await first.catchUp();
    await redis.stop();
    const token = first.zitadel.directory.personalAccessToken("nobody");
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

  it("the other one follows when the one that did is stopped", { tags: ["embedded"] }, async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const leads = await Promise.all([first, second].map(async (one) => (await one.replica())["isLeader"]));
    expect(leads.toSorted()).toEqual([false, true]);
    const [leader, other] = leads[0] === true ? [first, second] : [second, first];
    await leader[Symbol.asyncDispose]();
    await waitForReplica(other, { isLeader: true });
    await write(env.emulator, id, { plan: "iron" });
    await other.catchUp();
    expect(await read(other, [id])).toEqual({ plans: plansOf("iron"), lists: 0 });
  });
});
