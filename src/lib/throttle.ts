import type { Clock } from "./clock.js";

/**
 * Returns a function that starts `task` in the background, at most once per `minIntervalMs`. A call while the
 * task runs has no effect. Errors of the task are ignored.
 */
export function throttle(task: () => Promise<unknown>, minIntervalMs: number, clock: Clock): () => void {
  let isRunning = false;
  let startedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (isRunning || clock.now() - startedAt < minIntervalMs) return;
    isRunning = true;
    startedAt = clock.now();
    task()
      .catch(() => undefined)
      .finally(() => {
        isRunning = false;
      });
  };
}
