import { expect, it } from "vitest";
import { createThrottle } from "../../src/lib/throttle.js";
import { createTestClock } from "../support/test-clock.js";

it("permits each event at most once per interval", async () => {
  const clock = createTestClock();
  const isPermitted = createThrottle(1000, clock);
  const ask = (): readonly boolean[] => [isPermitted(), isPermitted("timeout"), isPermitted("timeout")];
  expect(ask()).toEqual([true, true, false]);
  await clock.advance(999);
  expect(ask()).toEqual([false, false, false]);
  await clock.advance(1);
  expect(ask()).toEqual([true, true, false]);
});
