import type { RedisTimings } from "../../src/replica/store/redis/redis-store.js";

/** Timings with which no command times out and no lease expires, even on a busy machine. */
export const relaxedRedisTimings = {
  connectTimeoutMs: 600_000,
  socketTimeoutMs: 600_000,
  commandTimeoutMs: 600_000,
  writeTimeoutMs: 600_000,
  cooldownMs: 20,
  leaseMs: 600_000,
  renewIntervalMs: 50,
  acquireIntervalMs: 20,
} satisfies RedisTimings;
