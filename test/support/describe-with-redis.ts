import { describe } from "vitest";
import { redisProgram } from "./start-redis.js";

/** Tests that need a Redis: without one they are skipped, and say why. */
export function describeWithRedis(name: string, body: () => void): void {
  if (redisProgram === undefined) {
    describe.skip(
      `${name} (needs redis-server or valkey-server on the PATH, as Debian's packages have it)`,
      body,
    );
  } else describe(name, body);
}
