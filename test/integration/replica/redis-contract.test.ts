import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, vi } from "vitest";
import { systemClock } from "../../../src/lib/clock.js";
import { Secret } from "../../../src/lib/secret.js";
import { startRedisStore } from "../../../src/replica/store/redis/redis-store.js";
import { longTimeout } from "../../support/test-clock.js";
import { relaxedRedisTimings, startRedis, type TestRedis } from "../../support/redis.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { describeStore } from "./store-contract.js";

describeWithRedis("the replica in Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  describeStore(async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const store = startRedisStore({
      url: new Secret(redis.url),
      prefix: randomUUID(),
      log,
      clock: systemClock,
      timings: relaxedRedisTimings,
    });
    await vi.waitFor(async () => {
      if ((await store.read([])) === undefined) throw new Error("not connected yet");
    }, longTimeout);
    return store;
  });
});
