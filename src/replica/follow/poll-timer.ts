import type { Clock } from "../../lib/clock.js";

/** A wait that somebody may cut short. */
export interface PollTimer {
  /** What sleeps wakes; what does not will not sleep the next time. */
  trigger(): void;
  /** Ends after so long, when nudged, or with the signal, but not before `leastMs`, for those who nudge without end. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createWake(leastMs: number, clock: Clock): PollTimer {
  let isNudged = false;
  let wakeUp: (() => void) | undefined;

  const wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        timer.clear();
        signal.removeEventListener("abort", end);
        wakeUp = undefined;
        resolve();
      };
      const timer = clock.setTimeout(end, ms);
      signal.addEventListener("abort", end);
      wakeUp = end;
      if (signal.aborted) end();
    });

  return {
    trigger() {
      isNudged = true;
      wakeUp?.();
    },
    async wait(ms, signal) {
      const wakesAt = clock.now() + Math.min(leastMs, ms);
      if (!isNudged) await wait(ms, signal);
      const restMs = wakesAt - clock.now();
      if (restMs > 0) await clock.sleep(restMs);
      isNudged = false;
    },
  };
}
