import type { Clock } from "../../../lib/clock.js";
import { LeadershipLost } from "../store.js";
import { RedisError } from "./errors.js";

/** Rejects if the reply does not arrive in time, or when the lease ends. A later reply is ignored. */
export function withTimeout<T>(
  clock: Clock,
  timeoutMs: number,
  reply: Promise<T>,
  leaseSignal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onLeaseEnd = (): void => {
      reject(new LeadershipLost("the lease has ended"));
    };
    const timer = clock.setTimeout(() => {
      reject(new RedisError(`no reply within ${timeoutMs} ms`));
    }, timeoutMs);
    const cleanUp = (): void => {
      timer.clear();
      leaseSignal?.removeEventListener("abort", onLeaseEnd);
    };
    if (leaseSignal?.aborted === true) onLeaseEnd();
    leaseSignal?.addEventListener("abort", onLeaseEnd);
    reply.then(resolve, reject);
    reply.then(cleanUp, cleanUp);
  });
}
