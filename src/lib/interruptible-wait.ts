import type { Cancellation } from "./cancellation.js";
import type { Clock } from "./clock.js";

export interface InterruptibleWait {
  /** Waits for `ms` milliseconds. Resolves early on `interrupt` and when the signal is aborted. */
  readonly wait: (ms: number, signal: Cancellation) => Promise<void>;
  /** Ends the current wait, if any. */
  readonly interrupt: () => void;
}

export function createInterruptibleWait(clock: Clock): InterruptibleWait {
  let interrupt: (() => void) | undefined;
  return {
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const finish = (): void => {
          timer.clear();
          signal.removeEventListener("abort", finish);
          interrupt = undefined;
          resolve();
        };
        const timer = clock.setTimeout(finish, ms);
        signal.addEventListener("abort", finish);
        interrupt = finish;
        if (signal.aborted) finish();
      }),
    interrupt() {
      interrupt?.();
    },
  };
}
