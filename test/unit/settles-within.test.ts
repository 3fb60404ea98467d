import { expect, it } from "vitest";
import { settlesWithin } from "../../src/lib/settles-within.js";
import { createTestClock } from "../support/test-clock.js";

it("returns whether the promise resolved in time", async () => {
  const clock = createTestClock();
  expect(await settlesWithin(clock, 1000, Promise.resolve())).toBe(true);
  const late = settlesWithin(clock, 1000, clock.sleep(1001));
  await clock.advance(1000);
  expect(await late).toBe(false);
});

it("rejects if the promise rejects in time, and ignores a later rejection", async () => {
  const clock = createTestClock();
  const broken = new Error("broken");
  await expect(settlesWithin(clock, 1000, Promise.reject(broken))).rejects.toBe(broken);
  const failing = clock.sleep(1001).then(() => Promise.reject(broken));
  const late = settlesWithin(clock, 1000, failing);
  await clock.advance(1001);
  expect(await late).toBe(false);
});
