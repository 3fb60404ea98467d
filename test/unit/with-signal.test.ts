import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { withSignal } from "../../src/lib/with-signal.js";

const never = new Promise<string>(() => undefined);
const onAbort = (): Error => new Error("aborted");

it("settles like the promise, and then removes its listener", async () => {
  const { signal } = new AbortController();
  const broken = new Error("broken");
  expect(await withSignal(signal, Promise.resolve("done"), onAbort)).toBe("done");
  await expect(withSignal(signal, Promise.reject(broken), onAbort)).rejects.toBe(broken);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("rejects when the signal is aborted, and immediately if it already is", async () => {
  const stop = new AbortController();
  const waiting = withSignal(stop.signal, never, onAbort);
  stop.abort();
  await expect(waiting).rejects.toThrow("aborted");
  await expect(withSignal(stop.signal, Promise.resolve("done"), onAbort)).rejects.toThrow("aborted");
});
