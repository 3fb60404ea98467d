import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { createApp } from "../../../src/app/create-app.js";
import { readConfig } from "../../../src/config/read-config.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { createQuery, queryEntities, setUserMetadata, updateUserMetadata } from "../../support/query.js";
import { relaxedRedisTimings, startRedis, type TestRedis } from "../../support/redis.js";
import { startTestEnv, type TestEnv, toSubgraphEnv } from "../../support/test-env.js";
import { readDigests, update } from "../../support/update.js";
import { routes } from "../../support/zitadel-calls.js";

type Subgraph = Pick<TestEnv, "query"> & AsyncDisposable;

describeWithRedis("write leases in Redis", () => {
  let redis: TestRedis;
  let env: TestEnv;
  beforeAll(async () => {
    redis = await startRedis();
    env = await startTestEnv({ ZITADEL_API_VERSION: "v2" });
  });
  afterAll(async () => {
    await env[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  /** Starts a subgraph as in another process. */
  async function startSubgraph(redisTimings = relaxedRedisTimings): Promise<Subgraph> {
    const config = readConfig({ ...toSubgraphEnv(env.zitadel), REDIS_URL: redis.url });
    const app = await createApp(config, pino({ level: "silent" }), { clock: env.clock, redisTimings });
    return {
      query: createQuery(app.url),
      [Symbol.asyncDispose]: () => env.clock.run(app.stop({ delayMs: 0 })),
    };
  }
  const counterOf = async (id: string): Promise<string> =>
    Buffer.from((await env.zitadel.getMetadata(id)).get("counter") ?? []).toString();

  it("lets no write of another process come between the check of a digest and the write", async () => {
    await using one = await startSubgraph();
    await using other = await startSubgraph();
    const { id } = await env.addPerson({ metadata: { counter: "0" } });
    const token = env.pat("manager");
    const { counter: ifDigest } = await readDigests(one, token, id);
    const held = env.emulator.holdNext(routes.set);
    const conditional = update(one, token, id, { set: [{ key: "counter", value: "1", ifDigest }] });
    await held.arrived;
    env.takeCalls();
    const plain = setUserMetadata(other, token, id, [{ key: "counter", value: "2" }]);
    const alsoConditional = update(other, token, id, { set: [{ key: "counter", value: "3", ifDigest }] });
    // Both have validated their tokens; neither calls ZITADEL while the other process has the lease.
    await expect
      .poll(() => env.emulator.calls.filter(({ path }) => path.endsWith("/introspect")).length)
      .toBeGreaterThan(2);
    held.release();
    expect((await env.clock.run(conditional)).userErrors).toEqual([]);
    expect((await env.clock.run(plain)).codes).toEqual([]);
    expect((await env.clock.run(alsoConditional)).userErrors).toMatchObject([{ code: "VALUE_CHANGED" }]);
    expect(await counterOf(id)).toBe("2");
  });

  it("loses no increment of clients of two processes", async () => {
    await using one = await startSubgraph();
    await using other = await startSubgraph();
    const { id } = await env.addPerson({ metadata: { counter: "0" } });
    const token = env.pat("manager");
    async function increment(subgraph: Subgraph): Promise<void> {
      for (;;) {
        const { data } = await queryEntities(
          subgraph,
          [id],
          'metadataEntry(key: "counter") { value digest }',
          {
            token,
          },
        );
        const { value, digest } = counter.parse(data)._entities[0].metadataEntry;
        const next = { key: "counter", value: String(Number(value) + 1), ifDigest: digest };
        const { userErrors } = await update(subgraph, token, id, { set: [next] });
        if (userErrors.length === 0) return;
        expect(userErrors).toMatchObject([{ code: "VALUE_CHANGED" }]);
      }
    }
    const clients = Array.from({ length: 12 }, (_, n) => increment(n % 2 === 0 ? one : other));
    await env.clock.run(Promise.all(clients));
    expect(await counterOf(id)).toBe("12");
  });

  it("rejects conditional updates while Redis is unavailable, and makes other writes", async () => {
    await using subgraph = await startSubgraph();
    const { id } = await env.addPerson();
    const token = env.pat("manager");
    await redis.stop();
    const set = [{ key: "a", value: "1", ifDigest: "" }];
    const { codes } = await env.clock.run(updateUserMetadata(subgraph, token, id, { set }));
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect((await env.zitadel.getMetadata(id)).size).toBe(0);
    const plain = await env.clock.run(setUserMetadata(subgraph, token, id, [{ key: "a", value: "1" }]));
    expect(plain.codes).toEqual([]);
    await redis.start();
  });
});

const counter = z.object({
  _entities: z.tuple([z.object({ metadataEntry: z.object({ value: z.string(), digest: z.string() }) })]),
});
