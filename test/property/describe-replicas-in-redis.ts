import { expect, it } from "vitest";
import { systemClock } from "../../src/lib/clock.js";
import { Secret } from "../../src/lib/secret.js";
import { startRedisStore } from "../../src/replica/store/redis/redis-store.js";
import { describeWithRedis } from "../support/describe-with-redis.js";
import { relaxedRedisTimings, startRedis } from "../support/redis.js";
import { silentLog } from "../support/silent-replica.js";
import { runSeeds } from "./run-seeds.js";

export function describeReplicasInRedis(seeds: readonly number[]): void {
  describeWithRedis("a replica in Redis that follows a random event log", () => {
    it("equals ZITADEL's lists, including dates, once it has caught up", async () => {
      await using redis = await startRedis();
      let stores = 0;
      const startStore = () =>
        Promise.resolve(
          startRedisStore({
            url: new Secret(redis.url),
            prefix: String(stores++),
            log: silentLog,
            clock: systemClock,
            timings: { ...relaxedRedisTimings, acquireIntervalMs: 5 },
          }),
        );
      for await (const { seed, log, replica, listed } of runSeeds(seeds, startStore)) {
        expect(replica, `seed ${seed}: ${log}`).toEqual(listed);
      }
    });
  });
}
