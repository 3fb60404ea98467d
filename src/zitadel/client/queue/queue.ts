import type { Clock } from "../../../lib/clock.js";
import { Failure } from "../../../lib/failure.js";
import type { FairQueue, Release } from "./fair-queue.js";
import type { Waiters } from "../call.js";
import type { Middleware } from "../middleware.js";
import type { CallKind, ClientObserver } from "../observer.js";
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
  function reportRejection(error: unknown, kind: CallKind, { signal, deadlineAt }: Waiters): void {
    const hasDisconnected = signal.aborted && clock.now() < deadlineAt;
    if (hasDisconnected || !(error instanceof Failure) || error.code !== "OVERLOADED") return;
    observer.onRejected(kind);
  }

  return (next) => async (call, waiters) => {
    let release: Release;
    try {
      release = await fairQueue.acquire(waiters);
    } catch (error) {
      reportRejection(error, call.kind, waiters);
      throw error;
    }
    let wasSent = true;
    try {
      const response = await next(call, waiters);
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
