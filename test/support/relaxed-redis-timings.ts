import type { RedisTimings } from "../../src/replica/store/redis/redis-store.js";

/** However busy the machine is, Redis is never late and nobody loses a turn: whoever leads does until a test ends it. */
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
