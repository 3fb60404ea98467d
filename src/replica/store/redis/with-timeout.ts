import type { Clock } from "../../../lib/clock.js";
import { settlesWithin } from "../../../lib/settles-within.js";
import { RedisError } from "./errors.js";

/** Rejects if the reply does not arrive in time. A later reply is ignored. */
export async function withTimeout<T>(clock: Clock, timeoutMs: number, reply: Promise<T>): Promise<T> {
  if (await settlesWithin(clock, timeoutMs, reply)) return reply;
  throw new RedisError(`no reply within ${timeoutMs} ms`);
}
