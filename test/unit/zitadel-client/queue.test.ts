import { describe, expect, it, vi } from "vitest";
import { createFairQueue } from "../../../src/zitadel/client/queue/fair-queue.js";
import type { Send } from "../../../src/zitadel/client/middleware.js";
import { queue } from "../../../src/zitadel/client/queue/queue.js";
import { createRateLimiter } from "../../../src/zitadel/client/queue/rate-limiter.js";
import { CircuitOpen } from "../../../src/zitadel/client/queue/rejections.js";
import { createTestClock } from "../../support/test-clock.js";
import { createCall, createResponse } from "./outgoing-call.js";

/** A queue with one slot, one waiting call and one call per second. */
function createTestQueue(rate?: number) {
  const clock = createTestClock();
  const rateLimiter = createRateLimiter(rate, clock);
  const fairQueue = createFairQueue(1, 1, rateLimiter, clock);
  const onRejected = vi.fn();
  return {
    clock,
    rateLimiter,
    fairQueue,
    onRejected,
    middleware: queue({ fairQueue, rateLimiter, observer: { onRejected }, clock }),
  };
}

const never: Send = () => new Promise(() => undefined);

describe("the queue", () => {
  it("reports a call that it rejects because the queue is full", async () => {
    const { middleware, onRejected } = createTestQueue();
    const send = middleware(never);
    void send(...createCall());
    void send(...createCall());
    await expect(send(...createCall())).rejects.toMatchObject({ code: "OVERLOADED" });
    expect(onRejected.mock.calls).toEqual([["list"]]);
  });

  it("does not report a call whose client disconnected while it waited", async () => {
    const { middleware, onRejected } = createTestQueue();
    const send = middleware(never);
    void send(...createCall());
    const client = new AbortController();
    const waiting = send(...createCall({ signal: client.signal }));
    client.abort();
    await expect(waiting).rejects.toMatchObject({ code: "OVERLOADED" });
    expect(onRejected).not.toHaveBeenCalled();
  });

  it("delays later calls by the Retry-After of a response", async () => {
    const { middleware, rateLimiter } = createTestQueue();
    await middleware(() => Promise.resolve(createResponse(429, 2000)))(...createCall());
    expect(rateLimiter.delayMs()).toBe(2000);
  });

  it("counts a call towards the rate limit only if the circuit breaker let it pass", async () => {
    const { middleware, rateLimiter } = createTestQueue(1);
    await middleware(() => Promise.reject(new CircuitOpen()))(...createCall()).catch(() => undefined);
    expect(rateLimiter.delayMs()).toBe(0);
    await middleware(() => Promise.resolve(createResponse()))(...createCall());
    expect(rateLimiter.delayMs()).toBe(1000);
  });

  it("frees the slot after a failure", async () => {
    const { middleware, fairQueue } = createTestQueue();
    await middleware(() => Promise.reject(new Error("bug")))(...createCall()).catch(() => undefined);
    expect(fairQueue.inFlight).toBe(0);
  });
});
