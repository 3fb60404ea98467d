/** A wait that somebody may cut short. */
export interface Wake {
  /** What sleeps wakes; what does not will not sleep the next time. */
  nudge(): void;
  /** Ends after so long, when nudged, or with the signal, but not before `leastMs`, for those who nudge without end. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export function createWake(leastMs: number): Wake {
  let isNudged = false;
  let wakeUp: (() => void) | undefined;

  const wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        wakeUp = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end);
      wakeUp = end;
      if (signal.aborted) end();
    });

  return {
    nudge() {
      isNudged = true;
      wakeUp?.();
    },
    async sleep(ms, signal) {
      const wakesAt = performance.now() + Math.min(leastMs, ms);
      if (!isNudged) await wait(ms, signal);
      const restMs = wakesAt - performance.now();
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
      isNudged = false;
    },
  };
}
