import type { Failure } from "./failure.js";

/** Waits for what others may wait for too, and no longer than the signal lets this one: it goes on without. */
export function within<T>(signal: AbortSignal, promise: Promise<T>, tooLate: () => Failure): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(tooLate());
    };
    const settle = (): void => {
      signal.removeEventListener("abort", giveUp);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp);
    promise.then(settle, settle);
    promise.then(resolve, reject);
  });
}
