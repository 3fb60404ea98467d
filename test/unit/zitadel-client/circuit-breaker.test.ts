import { describe, expect, it } from "vitest";
import type { Waiters, ZitadelResponse } from "../../../src/zitadel/client/call.js";
import type { Send } from "../../../src/zitadel/client/middleware.js";
import { CircuitOpen } from "../../../src/zitadel/client/queue/rejections.js";
import { createCall, createResponse } from "./outgoing-call.js";
import { type Breaker, cancel, createObserved, fail, type ObservedBreaker, succeed } from "./test-breaker.js";

const settle = (breaker: Breaker, next: Send): Promise<unknown> =>
  breaker.run(next).catch((error: unknown) => error);

/** Opens the breaker by ten failures over half a second. */
async function open(observed: ObservedBreaker): Promise<void> {
  for (let n = 0; n < 9; n++) await settle(observed.breaker, fail);
  await observed.clock.advance(500);
  await settle(observed.breaker, fail);
}

/** Whether the breaker makes a call. */
async function allowsCall(breaker: Breaker): Promise<boolean> {
  let isCalled = false;
  await settle(breaker, () => {
    isCalled = true;
    return fail(...createCall());
  });
  return isCalled;
}

describe("the circuit breaker", () => {
  it("opens after ten consecutive failures over half a second, and then makes no calls", async () => {
    const observed = createObserved();
    for (let n = 0; n < 9; n++) await settle(observed.breaker, fail);
    await observed.clock.advance(499);
    await settle(observed.breaker, fail);
    expect(observed.breaker.isClosed).toBe(true);
    await observed.clock.advance(1);
    await settle(observed.breaker, fail);
    expect(observed.states).toEqual(["open"]);
    expect(await allowsCall(observed.breaker)).toBe(false);
  });

  it("measures the duration from the start of the first failed call", async () => {
    const { breaker, clock } = createObserved();
    for (let n = 0; n < 10; n++) {
      await settle(breaker, async () => {
        await clock.advance(50);
        return fail(...createCall());
      });
    }
    expect(breaker.isClosed).toBe(false);
  });

  it("starts counting again after a call with a response", async () => {
    const { breaker, clock } = createObserved();
    for (let n = 0; n < 9; n++) await settle(breaker, fail);
    await clock.advance(1000);
    await settle(breaker, succeed);
    await settle(breaker, fail);
    expect(breaker.isClosed).toBe(true);
  });

  it.each([502, 503, 504, 520, 527, 530])("counts status %i as a failure", async (status) => {
    const { breaker, clock } = createObserved();
    for (let n = 0; n < 10; n++) {
      await clock.advance(100);
      await settle(breaker, () => Promise.resolve(createResponse(status)));
    }
    expect(breaker.isClosed).toBe(false);
  });

  it.each([400, 401, 403, 404, 429, 500])("counts status %i as a response", async (status) => {
    const { breaker, clock } = createObserved();
    for (let n = 0; n < 20; n++) {
      await clock.advance(100);
      await settle(breaker, () => Promise.resolve(createResponse(status)));
    }
    expect(breaker.isClosed).toBe(true);
  });

  it("does not count cancelled calls", async () => {
    const { breaker, clock } = createObserved();
    for (let n = 0; n < 20; n++) {
      await clock.advance(100);
      await settle(breaker, cancel);
    }
    expect(breaker.isClosed).toBe(true);
  });

  it("makes one probe after half a second, and no other call while the probe is in flight", async () => {
    const observed = createObserved();
    await open(observed);
    await observed.clock.advance(499);
    expect(await allowsCall(observed.breaker)).toBe(false);
    await observed.clock.advance(1);
    let respond: (response: ZitadelResponse) => void = () => undefined;
    const probe = observed.breaker.run(() => new Promise((resolve) => (respond = resolve)));
    expect(await allowsCall(observed.breaker)).toBe(false);
    respond(createResponse(200));
    await probe;
    expect(await allowsCall(observed.breaker)).toBe(true);
    expect(observed.states).toEqual(["open", "half_open", "closed"]);
  });

  it("doubles the wait after each failed probe up to five seconds, and resets it after it has closed", async () => {
    const observed = createObserved();
    const { breaker, clock } = observed;
    await open(observed);
    for (const ms of [500, 1000, 2000, 4000, 5000, 5000]) {
      await clock.advance(ms - 1);
      expect(await allowsCall(breaker)).toBe(false);
      await clock.advance(1);
      expect(await allowsCall(breaker)).toBe(true);
    }
    await clock.advance(5000);
    await settle(breaker, succeed);
    await open(observed);
    await clock.advance(500);
    expect(await allowsCall(breaker)).toBe(true);
  });

  it("treats a cancelled probe as failed", async () => {
    const observed = createObserved();
    await open(observed);
    await observed.clock.advance(500);
    await settle(observed.breaker, cancel);
    expect(observed.states).toEqual(["open", "half_open", "open"]);
  });

  it("stays open after the response to a call that was in flight when it opened", async () => {
    const observed = createObserved();
    let respond: (response: ZitadelResponse) => void = () => undefined;
    const late = observed.breaker.run(() => new Promise((resolve) => (respond = resolve)));
    await open(observed);
    respond(createResponse(200));
    await late;
    expect(await allowsCall(observed.breaker)).toBe(false);
  });

  it("throws CircuitOpen with the last failure as its cause while it is open", async () => {
    const observed = createObserved();
    await open(observed);
    const error: unknown = await observed.breaker.run(succeed).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CircuitOpen);
    expect(error).toMatchObject({ cause: { message: expect.stringContaining("cannot be reached") } });
  });

  it("continues a read that probes after its client disconnects", async () => {
    const observed = createObserved();
    await open(observed);
    await observed.clock.advance(500);
    const client = new AbortController();
    let respond: (response: ZitadelResponse) => void = () => undefined;
    let probe: Waiters | undefined;
    const result = observed.breaker.run(
      (_, waiters) => {
        probe = waiters;
        return new Promise((resolve) => (respond = resolve));
      },
      { signal: client.signal },
    );
    client.abort();
    await expect(result).rejects.toMatchObject({ reason: "cancelled" });
    expect(probe?.signal.aborted).toBe(false);
    respond(createResponse());
    await expect.poll(() => observed.breaker.isClosed).toBe(true);
  });

  it("aborts a write that probes when its client disconnects", async () => {
    const observed = createObserved();
    await open(observed);
    await observed.clock.advance(500);
    const { signal } = new AbortController();
    const next: Send = (_, waiters) => Promise.resolve(createResponse(waiters.signal === signal ? 200 : 500));
    expect(await observed.breaker.run(next, { kind: "set", signal })).toMatchObject({ status: 200 });
  });
});
