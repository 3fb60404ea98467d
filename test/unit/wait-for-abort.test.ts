import { expect, it } from "vitest";
import { waitForAbort } from "../../src/lib/wait-for-abort.js";

it("resolves when the signal is aborted, and immediately if it already is", async () => {
  const stop = new AbortController();
  let isAborted = false;
  const waiting = waitForAbort(stop.signal).then(() => {
    isAborted = true;
  });
  await Promise.resolve();
  expect(isAborted).toBe(false);
  stop.abort();
  await waiting;
  await waitForAbort(stop.signal);
});
