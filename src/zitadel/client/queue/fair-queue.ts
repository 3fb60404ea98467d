import type { RequestScope } from "../../../metadata/request-scope.js";
import type { Clock, Timer } from "../../../lib/clock.js";
import type { Waiters } from "../call.js";
import type { RateLimiter } from "./rate-limiter.js";
import { queueFull, rateLimited, queueTimeout } from "./rejections.js";

export interface FairQueue {
  /**
   * Waits for a slot. Throws a Failure if the queue is full, if the waiters' signal is aborted, or if
   * ZITADEL's Retry-After ends after their deadline.
   */
  acquire(waiters: Waiters): Promise<Release>;
  /** Number of calls that wait for a slot. */
  readonly waiting: number;
  /** Number of calls that have a slot. */
  readonly inFlight: number;
}

/** Releases the slot. `wasSent`: whether a call went to ZITADEL, which counts towards UPSTREAM_RATE_LIMIT. */
export type Release = (wasSent: boolean) => void;

interface QueuedCall {
  readonly waiters: Waiters;
  /** The queues of all requests that wait for this call. */
  readonly queues: Set<QueuedCall>[];
  readonly start: () => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Allows `slots` concurrent calls and at most `maxQueued` waiting ones. Requests get slots in round-robin
 * order, one call at a time, so that a page of a thousand users does not delay other requests. A call that
 * several requests wait for starts when the first of them gets a slot. If the queue is full, the last call of
 * the request with the most waiting calls is rejected.
 */
export function createFairQueue(
  slots: number,
  maxQueued: number,
  rateLimiter: RateLimiter,
  clock: Clock,
): FairQueue {
  // One queue for each request. The first entry is next.
  const queuesByRequest = new Map<RequestScope, Set<QueuedCall>>();
  const queuedCalls = new Set<QueuedCall>();
  let inFlight = 0;
  let timer: Timer | undefined;

  function addTo(scope: RequestScope, call: QueuedCall): void {
    const queue = queuesByRequest.get(scope) ?? new Set();
    queuesByRequest.set(scope, queue);
    queue.add(call);
    if (!call.queues.includes(queue)) call.queues.push(queue);
  }

  function remove(call: QueuedCall): void {
    queuedCalls.delete(call);
    for (const queue of call.queues) queue.delete(call);
    if (queuedCalls.size === 0) queuesByRequest.clear();
    call.waiters.onJoin = undefined;
  }

  function next(): QueuedCall | undefined {
    for (const [scope, queue] of queuesByRequest) {
      queuesByRequest.delete(scope);
      const [call] = queue;
      if (call === undefined) continue;
      remove(call);
      // Moves the request to the end.
      if (queue.size > 0) queuesByRequest.set(scope, queue);
      return call;
    }
    return undefined;
  }

  function startWaiting(): void {
    while (inFlight < slots && queuedCalls.size > 0) {
      const delayMs = rateLimiter.delayMs();
      if (delayMs > 0) {
        timer ??= startWaitingLater(delayMs);
        if (rateLimiter.retryAfterMs() > 0) rejectExpired();
        return;
      }
      next()?.start();
    }
  }

  function startWaitingLater(ms: number): Timer {
    const later = clock.setTimeout(() => {
      timer = undefined;
      startWaiting();
    }, ms);
    // The connections of the waiting requests keep the process alive.
    later.unref();
    return later;
  }

  /** Rejects calls whose deadline is before the end of ZITADEL's Retry-After. */
  function rejectExpired(): void {
    const retryAfterMs = rateLimiter.retryAfterMs();
    const now = clock.now();
    for (const call of queuedCalls) {
      if (call.waiters.deadlineAt - now > retryAfterMs) continue;
      remove(call);
      call.reject(rateLimited(retryAfterMs));
    }
  }

  /**
   * Rejects the last call of the request with the most waiting calls. Returns false if that would be the request
   * of the new call: the new call is then rejected instead.
   */
  function evictOne({ all }: Waiters): boolean {
    const ownSize = Math.max(...all.map((scope) => queuesByRequest.get(scope)?.size ?? 0));
    let longest: ReadonlySet<QueuedCall> = new Set();
    for (const queue of queuesByRequest.values()) if (queue.size > longest.size) longest = queue;
    // Prefers a call that no other request waits for.
    const last = [...longest].findLast(({ queues: { length } }) => length === 1) ?? [...longest].at(-1);
    if (last === undefined || longest.size <= ownSize + 1) return false;
    remove(last);
    last.reject(queueFull());
    return true;
  }

  function takeSlot(waiters: Waiters): Release {
    inFlight++;
    waiters.isStarted = true;
    rateLimiter.record();
    return (wasSent) => {
      inFlight--;
      if (!wasSent) rateLimiter.refund();
      startWaiting();
    };
  }

  function wait(waiters: Waiters): Promise<Release> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        // Node.js 20 never frees a signal from AbortSignal.any() that still has a listener.
        removeListener();
        remove(call);
        reject(queueTimeout());
      };
      const removeListener = (): void => {
        waiters.signal.removeEventListener("abort", onAbort);
      };
      const call: QueuedCall = {
        waiters,
        queues: [],
        start() {
          removeListener();
          resolve(takeSlot(waiters));
        },
        reject(reason) {
          removeListener();
          reject(reason);
        },
      };
      waiters.signal.addEventListener("abort", onAbort);
      queuedCalls.add(call);
      for (const scope of waiters.all) addTo(scope, call);
      waiters.onJoin = (scope) => {
        addTo(scope, call);
      };
      startWaiting();
    });
  }

  return {
    acquire(waiters) {
      if (waiters.signal.aborted) return Promise.reject(queueTimeout());
      const isFree = inFlight < slots && queuedCalls.size === 0 && rateLimiter.delayMs() === 0;
      if (isFree) return Promise.resolve(takeSlot(waiters));
      if (queuedCalls.size >= maxQueued && !evictOne(waiters)) return Promise.reject(queueFull());
      return wait(waiters);
    },
    get waiting() {
      return queuedCalls.size;
    },
    get inFlight() {
      return inFlight;
    },
  };
}
