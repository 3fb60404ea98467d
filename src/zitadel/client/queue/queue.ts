import type { Clock } from "../../../lib/clock.js";
import { Failure } from "../../../lib/failure.js";
import type { FairQueue, Release } from "./fair-queue.js";
import type { Middleware, OutgoingCall } from "../middleware.js";
import type { ClientObserver } from "../observer.js";
import type { RateLimiter } from "./rate-limiter.js";
import { CircuitOpen } from "./rejections.js";

export interface QueueOptions {
  readonly fairQueue: FairQueue;
  readonly rateLimiter: RateLimiter;
  readonly observer: Pick<ClientObserver, "onRejected">;
  readonly clock: Clock;
}

/** Sends each call when it has a slot. Retry-After in a response delays all later calls. */
export function queue({ fairQueue, rateLimiter, observer, clock }: QueueOptions): Middleware {
  async function acquireSlot({ kind, waiters }: OutgoingCall): Promise<Release> {
    try {
      return await fairQueue.acquire(waiters);
    } catch (error) {
      const hasDisconnected = waiters.signal.aborted && clock.now() < waiters.deadlineAt;
      if (!hasDisconnected && error instanceof Failure && error.code === "OVERLOADED") {
        observer.onRejected(kind);
      }
      throw error;
    }
  }

  return (next) => async (call) => {
    const release = await acquireSlot(call);
    let wasSent = true;
    try {
      const response = await next(call);
      if (response.kind === "rateLimited" && response.retryAfterMs !== undefined) {
        rateLimiter.backOff(response.retryAfterMs);
      }
      return response;
    } catch (error) {
      // Of the middlewares behind the queue, only the circuit breaker rejects calls without sending them.
      wasSent = !(error instanceof CircuitOpen);
      throw error;
    } finally {
      release(wasSent);
    }
  };
}
