import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { type Waiters, singleWaiter } from "../../../src/zitadel/client/call.js";
import { createFairQueue } from "../../../src/zitadel/client/queue/fair-queue.js";
import { createTestClock } from "../../support/test-clock.js";
import { createRateLimiter } from "../../../src/zitadel/client/queue/rate-limiter.js";

const clock = createTestClock();

function waitersWith(signal: AbortSignal): Waiters {
  const scope = { requestId: "", deadlineAt: Number.POSITIVE_INFINITY, upstreamCalls: 0 };
  return singleWaiter({ scope, signal });
}

it("removes the queue's listener from the signal of a request that stopped waiting", async () => {
  const queue = createFairQueue(1, 1, createRateLimiter(undefined, clock), clock);
  await queue.acquire(waitersWith(new AbortController().signal));
  const stop = new AbortController();
  const waiting = queue.acquire(waitersWith(stop.signal));
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: "OVERLOADED" });
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  expect(queue.waiting).toBe(0);
});

it("rejects the last queued call of the request with the most calls, except calls shared with another request", async () => {
  const { signal } = new AbortController();
  const queue = createFairQueue(1, 4, createRateLimiter(undefined, clock), clock);
  await queue.acquire(waitersWith(signal));
  const [greedy, other] = [waitersWith(signal).all, waitersWith(signal).all];
  const rejected: string[] = [];
  const enqueue = (name: string, all: Waiters["all"]): void => {
    queue.acquire({ ...waitersWith(signal), all }).catch(() => rejected.push(name));
  };
  for (const name of ["first", "second", "third"]) enqueue(name, greedy);
  enqueue("shared", [...greedy, ...other]);
  enqueue("newcomer", waitersWith(signal).all);
  await expect.poll(() => rejected, { timeout: 60_000 }).toEqual(["third"]);
});
