import { describe } from "vitest";
import { redisProgram } from "./redis.js";

/** Describes tests that need Redis. Without a Redis server they are skipped, with the reason in the title. */
export function describeWithRedis(name: string, body: () => void): void {
  if (redisProgram === undefined) {
    describe.skip(`${name} (needs redis-server or valkey-server on the PATH)`, body);
  } else describe(name, body);
}
