import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createGate } from "../../src/zitadel/gate.js";
import { readRetryAfter } from "../../src/zitadel/retry-after.js";

describe("the gate before ZITADEL", () => {
  let now = 0;
  beforeEach(() => {
    now = 1_000_000;
    vi.spyOn(performance, "now").mockImplementation(() => now);
  });
  afterEach(() => vi.restoreAllMocks());

  it("lets so many calls pass in a second as UPSTREAM_RATE says, in whatever second one looks at", () => {
    const gate = createGate(3);
    const passed: number[] = [];
    for (let ms = 0; ms < 5000; ms += 10) {
      now = 1_000_000 + ms;
      while (gate.waitMs() === 0) {
        gate.pass();
        passed.push(ms);
      }
    }
    expect(passed).toHaveLength(15);
    for (const from of passed) {
      expect(passed.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(3);
    }
  });

  it("lets all pass where there is no rate", () => {
    const gate = createGate(undefined);
    for (let n = 0; n < 1000; n++) gate.pass();
    expect(gate.waitMs()).toBe(0);
  });

  it("lets none pass while ZITADEL asked to wait, and does not wait less for a later, shorter wish", () => {
    const gate = createGate(undefined);
    gate.pause(7000);
    gate.pause(1000);
    expect([gate.waitMs(), gate.pausedMs()]).toEqual([7000, 7000]);
    now += 7000;
    expect([gate.waitMs(), gate.pausedMs()]).toEqual([0, 0]);
  });

  it("is not stopped for longer than a minute by a header", () => {
    const gate = createGate(undefined);
    gate.pause(86_400_000);
    expect(gate.pausedMs()).toBe(60_000);
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
    expect(readRetryAfter(header)).toBe(ms);
  });

  it("may be a date", () => {
    const inAMinute = readRetryAfter(new Date(Date.now() + 60_000).toUTCString());
    expect(inAMinute).toBeGreaterThan(50_000);
    expect(inAMinute).toBeLessThanOrEqual(60_000);
  });
});
