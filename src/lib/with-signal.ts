import type { Failure } from "./failure.js";

/** Waits for what others may wait for too, and no longer than the signal lets this one: it goes on without. */
export function withSignal<T>(signal: AbortSignal, promise: Promise<T>, onAbort: () => Failure): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(onAbort());
    };
    const settle = (): void => {
      signal.removeEventListener("abort", abort);
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    promise.then(settle, settle);
    promise.then(resolve, reject);
  });
}
