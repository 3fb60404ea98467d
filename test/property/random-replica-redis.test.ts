import { expect, it } from "vitest";
import { systemClock } from "../../src/lib/clock.js";
import { Secret } from "../../src/lib/secret.js";
import { startRedisStore } from "../../src/replica/redis/start-redis-store.js";
import { describeWithRedis } from "../support/describe-with-redis.js";
import { silentLog } from "../support/silent-log.js";
import { startRedis } from "../support/start-redis.js";
import { playReplicas } from "./play-replicas.js";

describeWithRedis("a replica in Redis that follows a random history", () => {
  it("equals ZITADEL entry by entry, dates included, once all is quiet", { timeout: 60_000 }, async () => {
    await using redis = await startRedis();
    let stores = 0;
    const startStore = () =>
      Promise.resolve(
        startRedisStore({
          url: new Secret(redis.url),
          prefix: String(stores++),
          log: silentLog,
          clock: systemClock,
          times: { retryMs: 5 },
        }),
      );
    for await (const { seed, story, replica, listed } of playReplicas([0, 1, 2, 3, 4, 5, 6, 7], startStore)) {
      expect(replica, `seed ${seed}: ${story}`).toEqual(listed);
    }
  });
});
