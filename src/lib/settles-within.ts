import type { Clock } from "./clock.js";

/** Waits for a promise, but at most for `ms` milliseconds. Rejects if the promise does. */
export function settlesWithin(clock: Clock, ms: number, promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      resolve(false);
    }, ms);
    promise
      .finally(() => {
        timer.clear();
      })
      .then(() => {
        resolve(true);
      }, reject);
  });
}
