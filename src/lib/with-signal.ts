import type { Cancellation } from "./cancellation.js";

/**
 * Waits for a promise until the signal is aborted, then rejects with the error from `onAbort`. The promise
 * itself is not cancelled, because other callers may wait for it too.
 */
export function withSignal<T>(signal: Cancellation, promise: Promise<T>, onAbort: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(onAbort());
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    promise.then(
      (value) => {
        signal.removeEventListener("abort", abort);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", abort);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the promise rejected
        reject(error);
      },
    );
  });
}
