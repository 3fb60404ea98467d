import { beforeEach, describe, expect, it } from "vitest";
import { createRateLimiter } from "../../src/zitadel/client/rate-limiter.js";
import { parseRetryAfter } from "../../src/zitadel/client/retry-after.js";
import { createTestClock, type TestClock } from "../support/test-clock.js";

let clock: TestClock;
beforeEach(() => {
  clock = createTestClock();
});

describe("the gate before ZITADEL", () => {
  it("lets so many calls pass in a second as UPSTREAM_RATE_LIMIT says, in whatever second one looks at", async () => {
    const gate = createRateLimiter(3, clock);
    const passed: number[] = [];
    for (let ms = 0; ms < 5000; ms += 10) {
      while (gate.delayMs() === 0) {
        gate.record();
        passed.push(ms);
      }
      await clock.advance(10);
    }
    expect(passed).toHaveLength(15);
    for (const from of passed) {
      expect(passed.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(3);
    }
  });

  it("lets all pass where there is no rate", () => {
    const gate = createRateLimiter(undefined, clock);
    for (let n = 0; n < 1000; n++) gate.record();
    expect(gate.delayMs()).toBe(0);
  });

  it("lets none pass while ZITADEL asked to wait, and does not wait less for a later, shorter wish", async () => {
    const gate = createRateLimiter(undefined, clock);
    gate.backOff(7000);
    gate.backOff(1000);
    expect([gate.delayMs(), gate.retryAfterMs()]).toEqual([7000, 7000]);
    await clock.advance(7000);
    expect([gate.delayMs(), gate.retryAfterMs()]).toEqual([0, 0]);
  });

  it("is not stopped for longer than a minute by a header", () => {
    const gate = createRateLimiter(undefined, clock);
    gate.backOff(86_400_000);
    expect(gate.retryAfterMs()).toBe(60_000);
  });
});

describe("Retry-After", () => {
  it.each([
    ["120", 120_000],
    ["0", 0],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", undefined],
    ["-1", undefined],
    [undefined, undefined],
    [["1", "2"], undefined],
  ])("%j is %j ms", (header, ms) => {
    expect(parseRetryAfter(header, clock)).toBe(ms);
  });

  it("may be a date", () => {
    const unixMs = (): number => Date.UTC(2026, 0, 1);
    expect(parseRetryAfter("Thu, 01 Jan 2026 00:01:00 GMT", { unixMs })).toBe(60_000);
  });
});
