/**
 * Waits for a promise until the signal is aborted, then rejects with the error from `onAbort`. The promise
 * itself is not cancelled, because other callers may wait for it too.
 */
export function withSignal<T>(signal: AbortSignal, promise: Promise<T>, onAbort: () => Error): Promise<T> {
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
