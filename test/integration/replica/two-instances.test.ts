import { afterAll, beforeAll, expect, it } from "vitest";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { queryEntities } from "../../support/entities.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/mutations.js";
import { startInstance } from "../../support/redis-envs.js";
import { type ReplicaWorld, untilReplica } from "../../support/replica-env.js";
import { startRedis, type TestRedis } from "../../support/start-redis.js";
import { startWorld, type World } from "../../support/test-env.js";

/** The plans of these users, or the codes of what went wrong; and how often ZITADEL was asked for a list. */
async function read(world: ReplicaWorld, ids: readonly string[]): Promise<{ plans: unknown; lists: number }> {
  world.takeCalls();
  const token = world.zitadel.directory.personalAccessToken("nobody");
  const { data, codes } = await queryEntities(world, ids, "metadata { value }", { token });
  return { plans: codes.length > 0 ? codes : data, lists: world.takeCalls().list ?? 0 };
}

const plansOf = (...values: readonly (string | undefined)[]): unknown => ({
  _entities: values.map((value) => ({ metadata: value === undefined ? [] : [{ value }] })),
});

describeWithRedis("two instances with their replica in one Redis", () => {
  let redis: TestRedis;
  let world: World;
  /** It leads at first. */
  let first: ReplicaWorld;
  let second: ReplicaWorld;
  beforeAll(async () => {
    [redis, world] = await Promise.all([startRedis(), startWorld()]);
    first = await startInstance(world, redis);
    second = await startInstance(world, redis);
  });
  afterAll(async () => {
    for (const opened of [second, first, world, redis]) await opened[Symbol.asyncDispose]();
  });

  it("both answer pages from it, and one of them follows", { tags: ["embedded"] }, async () => {
    const plans = Array.from({ length: 50 }, (_, n) => `plan ${n}`);
    const people = await Promise.all(plans.map((plan) => first.addPerson({ metadata: { plan } })));
    await first.followed();
    const ids = people.map(({ id }) => id);
    for (const world of [first, second]) {
      expect(await read(world, ids)).toEqual({ plans: plansOf(...plans), lists: 0 });
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
    await first.followed();
    const token = first.zitadel.directory.personalAccessToken("nobody");
    for (const [writer, reader, plan] of [
      [first, second, "iron"],
      [second, first, "tin"],
    ] as const) {
      const late = first.emulator.delayNextEvents();
      await setUserMetadata(writer, token, id, [{ key: "plan", value: plan }]);
      for (const world of [reader, writer]) {
        expect(await read(world, [id])).toEqual({ plans: plansOf(plan), lists: 1 });
      }
      late.release();
      await first.followed();
      for (const world of [reader, writer]) {
        expect(await read(world, [id])).toEqual({ plans: plansOf(plan), lists: 0 });
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
    await first.followed();
    await redis.stop();
    const token = first.zitadel.directory.personalAccessToken("nobody");
    for (const reader of [first, second]) {
      expect(await read(reader, [id])).toEqual({ plans: plansOf("gold"), lists: 1 });
      await untilReplica(reader, { state: "store_unavailable" });
    }
    for (const writer of [first, second]) {
      const { codes } = await setUserMetadata(writer, token, id, [{ key: "plan", value: writer.url }]);
      expect(codes).toEqual([]);
      for (const reader of [first, second]) {
        expect(await read(reader, [id])).toEqual({ plans: plansOf(writer.url), lists: 1 });
      }
    }
    await redis.start();
    for (const world of [first, second]) await untilReplica(world, { state: "following" });
    await first.followed();
    for (const world of [first, second]) {
      expect(await read(world, [id])).toEqual({ plans: plansOf(second.url), lists: 0 });
    }
  });

  it("the other one follows when the one that did is stopped", { tags: ["embedded"] }, async () => {
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    const leads = await Promise.all([first, second].map(async (one) => (await one.replica())["isLeader"]));
    expect(leads.toSorted()).toEqual([false, true]);
    const [leader, other] = leads[0] === true ? [first, second] : [second, first];
    await leader[Symbol.asyncDispose]();
    await untilReplica(other, { isLeader: true });
    await write(world.emulator, id, { plan: "iron" });
    await other.followed();
    expect(await read(other, [id])).toEqual({ plans: plansOf("iron"), lists: 0 });
  });
});
