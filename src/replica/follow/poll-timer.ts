import type { Clock } from "../../lib/clock.js";
import { createInterruptibleWait } from "../../lib/interruptible-wait.js";

/** Waits between polls. */
export interface PollTimer {
  /** Ends the current wait after the minimum interval, or the next wait if none is active. */
  trigger(): void;
  /**
   * Waits until the time has passed, the timer is triggered, or the signal aborts. In all cases it waits at
   * least for the minimum interval.
   */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** `minIntervalMs` limits the number of polls, however often the timer is triggered. */
export function createPollTimer(minIntervalMs: number, clock: Clock): PollTimer {
  const { wait, interrupt } = createInterruptibleWait(clock);
  let isTriggered = false;
  return {
    trigger() {
      isTriggered = true;
      interrupt();
    },
    async wait(ms, signal) {
      const minEndAt = clock.now() + Math.min(minIntervalMs, ms);
      if (!isTriggered) await wait(ms, signal);
      const remainingMs = minEndAt - clock.now();
      if (remainingMs > 0) await clock.sleep(remainingMs);
      isTriggered = false;
    },
  };
}
