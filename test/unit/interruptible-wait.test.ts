import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { createInterruptibleWait } from "../../src/lib/interruptible-wait.js";
import { createTestClock } from "../support/test-clock.js";

it("ends after its duration, on interrupt or on abort, and then removes its listener", async () => {
  const clock = createTestClock();
  const stop = new AbortController();
  const { wait, interrupt } = createInterruptibleWait(clock);
  // Has no effect: there is no wait.
  interrupt();

  let isOver = false;
  const waiting = wait(1000, stop.signal).then(() => {
    isOver = true;
  });
  await clock.advance(999);
  expect(isOver).toBe(false);
  await clock.advance(1);
  await waiting;

  const interrupted = wait(1000, stop.signal);
  interrupt();
  await interrupted;
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);

  const aborted = wait(1000, stop.signal);
  stop.abort();
  await aborted;
  await wait(1000, stop.signal);
});
