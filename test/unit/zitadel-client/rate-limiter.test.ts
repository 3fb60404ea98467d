import { beforeEach, describe, expect, it } from "vitest";
import { createRateLimiter } from "../../../src/zitadel/client/queue/rate-limiter.js";
import { parseRetryAfter } from "../../../src/zitadel/client/transport/retry-after.js";
import { createTestClock, type TestClock } from "../../support/test-clock.js";

let clock: TestClock;
beforeEach(() => {
  clock = createTestClock();
});

describe("the rate limiter", () => {
  it("allows UPSTREAM_RATE_LIMIT calls in any interval of one second", async () => {
    const limiter = createRateLimiter(3, clock);
    const passed: number[] = [];
    for (let ms = 0; ms < 5000; ms += 10) {
      while (limiter.delayMs() === 0) {
        limiter.record();
        passed.push(ms);
      }
      await clock.advance(10);
    }
    expect(passed).toHaveLength(15);
    for (const from of passed) {
      expect(passed.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(3);
    }
  });

  it("allows all calls without a rate", () => {
    const limiter = createRateLimiter(undefined, clock);
    for (let n = 0; n < 1000; n++) limiter.record();
    expect(limiter.delayMs()).toBe(0);
  });

  it("allows no call until Retry-After has elapsed, even if a later Retry-After is shorter", async () => {
    const limiter = createRateLimiter(undefined, clock);
    limiter.backOff(7000);
    limiter.backOff(1000);
    expect([limiter.delayMs(), limiter.retryAfterMs()]).toEqual([7000, 7000]);
    await clock.advance(7000);
    expect([limiter.delayMs(), limiter.retryAfterMs()]).toEqual([0, 0]);
  });

  it("waits at most one minute for Retry-After", () => {
    const limiter = createRateLimiter(undefined, clock);
    limiter.backOff(86_400_000);
    expect(limiter.retryAfterMs()).toBe(60_000);
  });
});

describe("parsing Retry-After", () => {
  it.each([
    ["120", 120_000],
    ["0", 0],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", undefined],
    ["-1", undefined],
    [undefined, undefined],
    [["1", "2"], undefined],
  ])("converts %j to %j ms", (header, ms) => {
    expect(parseRetryAfter(header, clock)).toBe(ms);
  });

  it("accepts a date", () => {
    const unixMs = (): number => Date.UTC(2026, 0, 1);
    expect(parseRetryAfter("Thu, 01 Jan 2026 00:01:00 GMT", { unixMs })).toBe(60_000);
  });
});
