import { setTimeout as sleep } from "node:timers/promises";

/** Where time comes from: the system's clock, or in tests one that moves only when it is told to. */
export interface Clock {
  /** Monotonic milliseconds. Only differences mean anything. */
  now(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  unixMs(): number;
  setTimeout(callback: () => void, ms: number): Timer;
  setInterval(callback: () => void, ms: number): Timer;
  /** Resolves after `ms` milliseconds. Rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that is aborted after `ms` milliseconds; it does not keep the process alive. */
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
    // Node rejects with an error of its own.
    await sleep(ms, undefined, { signal }).catch(() => undefined);
    signal?.throwIfAborted();
  },
  timeout: (ms) => AbortSignal.timeout(ms),
};

function toTimer(timeout: NodeJS.Timeout): Timer {
  return {
    clear: () => {
      // Clears intervals, too.
      clearTimeout(timeout);
    },
    unref: () => {
      timeout.unref();
    },
  };
}
