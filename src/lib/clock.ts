import { setTimeout as sleep } from "node:timers/promises";

/** Source of time: the system clock, or in tests a clock that only the test advances. */
export interface Clock {
  /** Monotonic milliseconds. Only differences between two values are meaningful. */
  now(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  unixMs(): number;
  setTimeout(callback: () => void, ms: number): Timer;
  setInterval(callback: () => void, ms: number): Timer;
  /** Resolves after `ms` milliseconds. Rejects with the signal's reason when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Returns a signal that is aborted after `ms` milliseconds. It does not keep the process alive. */
  timeout(ms: number): AbortSignal;
}

export interface Timer {
  clear(): void;
  /** Lets the process exit while the timer is pending. */
  unref(): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  unixMs: () => Date.now(),
  setTimeout: (callback, ms) => toTimer(setTimeout(callback, ms)),
  setInterval: (callback, ms) => toTimer(setInterval(callback, ms)),
  async sleep(ms, signal) {
    // Node rejects with its own AbortError. This function rejects with the signal's reason instead.
    await sleep(ms, undefined, { signal }).catch(() => undefined);
    signal?.throwIfAborted();
  },
  timeout: (ms) => AbortSignal.timeout(ms),
};

function toTimer(timeout: NodeJS.Timeout): Timer {
  return {
    clear: () => {
      // Also clears intervals.
      clearTimeout(timeout);
    },
    unref: () => {
      timeout.unref();
    },
  };
}
