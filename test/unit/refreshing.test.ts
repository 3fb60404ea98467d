import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { refreshing } from "../../src/lib/refreshing.js";

describe("a refreshing value", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is fetched once for all who ask at the same time, and again when it has expired", async () => {
    let fetches = 0;
    const value = refreshing(() => Promise.resolve({ value: ++fetches, expiresAt: Date.now() + 100 }));
    expect(await Promise.all([value(), value(), value()])).toEqual([1, 1, 1]);
    vi.setSystemTime(99);
    expect(await value()).toBe(1);
    vi.setSystemTime(100);
    expect(await Promise.all([value(), value()])).toEqual([2, 2]);
  });

  it("does not remember that it could not be fetched", async () => {
    let isBroken = true;
    const value = refreshing(() =>
      isBroken ? Promise.reject(new Error("broken")) : Promise.resolve({ value: "whole", expiresAt: 1000 }),
    );
    await expect(value()).rejects.toThrow("broken");
    isBroken = false;
    expect(await value()).toBe("whole");
  });
});
