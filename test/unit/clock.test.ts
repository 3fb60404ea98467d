import { describe, expect, it } from "vitest";
import { backoffMs } from "../../src/lib/backoff.js";
import { systemClock } from "../../src/lib/clock.js";

describe("the system clock", () => {
  it("rejects a sleep with the signal's reason, whether aborted before or during it", async () => {
    const stop = new AbortController();
    const reason = new Error("stop");
    const sleeping = systemClock.sleep(3_600_000, stop.signal);
    stop.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(3_600_000, stop.signal)).rejects.toBe(reason);
  });

  it("calls the callback unless the timer was cleared", async () => {
    const called: string[] = [];
    const once = systemClock.setTimeout(() => called.push("cleared timeout"), 1);
    const repeatedly = systemClock.setInterval(() => called.push("cleared interval"), 1);
    once.clear();
    repeatedly.clear();
    await new Promise<void>((resolve) => {
      systemClock.setTimeout(() => {
        called.push("timeout");
        resolve();
      }, 20);
    });
    expect(called).toEqual(["timeout"]);
  });

  it("aborts a timeout signal after its duration", async () => {
    const signal = systemClock.timeout(1);
    await new Promise((resolve) => {
      signal.addEventListener("abort", resolve);
      // The signal's own timer does not keep the process alive.
      if (signal.aborted) resolve(undefined);
    });
    expect(signal.reason).toMatchObject({ name: "TimeoutError" });
  });
});

it("doubles the back-off with each attempt up to the maximum, and waits at least half of it", () => {
  const backoff = { firstMs: 100, maxMs: 1000 };
  for (const [attempt, ms] of [100, 200, 400, 800, 1000, 1000].entries()) {
    const waits = Array.from({ length: 50 }, () => backoffMs(attempt, backoff));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(ms / 2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(ms);
    expect(new Set(waits).size).toBeGreaterThan(1);
  }
});
