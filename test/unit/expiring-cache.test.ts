import { describe, expect, it } from "vitest";
import { cacheUntilExpiry } from "../../src/zitadel/oidc/expiring-cache.js";
import { createTestClock } from "../support/test-clock.js";

describe("a value cached until it expires", () => {
  it("is fetched once for concurrent requests, and again after it has expired", async () => {
    const clock = createTestClock();
    const expiresAt = clock.unixMs() + 3_600_000;
    let fetches = 0;
    const value = cacheUntilExpiry(
      () => Promise.resolve({ value: ++fetches, expiresAt: fetches * expiresAt }),
      clock,
    );
    expect(await Promise.all([value(), value(), value()])).toEqual([1, 1, 1]);
    await clock.advance(1_800_000);
    expect(await value()).toBe(1);
    await clock.advance(1_800_000);
    expect(await Promise.all([value(), value()])).toEqual([2, 2]);
  });

  it("is fetched again after a failed fetch", async () => {
    let isBroken = true;
    const value = cacheUntilExpiry(
      () =>
        isBroken ? Promise.reject(new Error("broken")) : Promise.resolve({ value: "whole", expiresAt: 1000 }),
      createTestClock(),
    );
    await expect(value()).rejects.toThrow("broken");
    isBroken = false;
    expect(await value()).toBe("whole");
  });
});
