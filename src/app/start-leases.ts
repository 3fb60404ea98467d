import type { Config } from "../config/config.js";
import type { LeaseTimings, RedisLeases, RedisLeasesOptions } from "../leases/redis-leases.js";
import type { Clock } from "../lib/clock.js";

/** Leases that exclude writes of other processes; undefined without Redis. */
export async function startLeases(
  { redisUrl, zitadel, requestTimeoutMs }: Config,
  log: RedisLeasesOptions["log"],
  clock: Clock,
  timings: Partial<LeaseTimings> = {},
): Promise<RedisLeases | undefined> {
  if (redisUrl === undefined) return undefined;
  const { startRedisLeases } = await import("../leases/redis-leases.js");
  return startRedisLeases({
    url: redisUrl,
    prefix: redisPrefix(zitadel),
    maxWriteMs: requestTimeoutMs,
    ...{ log, clock, timings },
  });
}

/** The prefix contains the host: several ZITADEL instances can share one Redis. */
export function redisPrefix({ issuer }: Pick<Config["zitadel"], "issuer">): string {
  return `zitadel-metadata:${new URL(issuer).host}`;
}
