/** Says when the next call may go. */
export interface Gate {
  /** For how long none may (milliseconds); 0: one may go now. */
  waitMs(): number;
  /** One goes. */
  pass(): void;
  /** For how long ZITADEL asked us to wait, from now; 0: it did not. */
  pausedMs(): number;
  /** None goes for so long. */
  pause(ms: number): void;
}

/** A header must not stop us for days. */
const longestPauseMs = 60_000;
const aSecondMs = 1000;

/** `rate`: calls per second at most, in whatever second one looks at. */
export function createGate(rate: number | undefined): Gate {
  let pausedUntil = 0;
  // When the last `rate` calls went, in a ring: the oldest of them is where the next one will be written.
  const passed: number[] = [];
  let next = 0;

  function rateMs(now: number): number {
    const oldest = rate === undefined ? undefined : passed[next];
    return oldest === undefined ? 0 : oldest + aSecondMs - now;
  }
  const pausedMs = (now = performance.now()): number => Math.max(0, pausedUntil - now);

  return {
    pausedMs,
    waitMs() {
      const now = performance.now();
      return Math.max(0, pausedMs(now), rateMs(now));
    },
    pass() {
      if (rate === undefined) return;
      passed[next] = performance.now();
      next = (next + 1) % rate;
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, performance.now() + Math.min(ms, longestPauseMs));
    },
  };
}
