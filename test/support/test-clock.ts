import { setTimeout as realSleep } from "node:timers/promises";
import { createClock } from "@sinonjs/fake-timers";
import { type Clock, systemClock, type Timer } from "../../src/lib/clock.js";

/**
 * A clock that stands still until a test advances it. Deadlines and expiry do not depend on the speed of the
 * machine.
 */
export interface TestClock extends Clock {
  /** Advances the time without waiting, and runs the timers that become due in order. */
  advance(ms: number): Promise<void>;
  /** Waits for the promise and advances the time meanwhile. For retries, timeouts and polling. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Advances the time until the condition is true. */
  until(isTrue: () => boolean | Promise<boolean>): Promise<void>;
}

// Not 0: lru-cache interprets 0 as "no time".
const start = 1_000_000;
/**
 * Time that passes per iteration of the event loop. An iteration handles all pending I/O. On a slow machine
 * iterations take longer, but the number of iterations until a deadline stays the same.
 */
const tickMs = 10;

export function createTestClock(): TestClock {
  const fake = createClock(start);

  async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        fake.clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      const timer = fake.setTimeout(finish, ms);
      signal?.addEventListener("abort", finish);
    });
    signal?.throwIfAborted();
  }

  async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isTrue())) {
      await fake.tickAsync(tickMs);
      await realSleep(1);
    }
  }

  return {
    now: () => fake.now,
    // Starts at the system time, because tokens are issued by it and would otherwise not be valid yet.
    unixMs: () => Date.now() + fake.now - start,
    setTimeout(callback, ms) {
      const id = fake.setTimeout(callback, ms);
      return toTimer(() => {
        fake.clearTimeout(id);
      });
    },
    setInterval(callback, ms) {
      const id = fake.setInterval(callback, ms);
      return toTimer(() => {
        fake.clearInterval(id);
      });
    },
    sleep,
    timeout(ms) {
      const controller = new AbortController();
      fake.setTimeout(() => {
        controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
      }, ms);
      return controller.signal;
    },
    async advance(ms) {
      await fake.tickAsync(ms);
    },
    async run(promise) {
      let isSettled = false;
      const onSettled = (): void => {
        isSettled = true;
      };
      promise.then(onSettled, onSettled);
      await until(() => isSettled);
      return promise;
    },
    until,
  };
}

/**
 * Options of `vi.waitFor` and `expect.poll` for conditions that depend on another process. Only a failure
 * takes this long.
 */
export const longTimeout = { timeout: 60_000, interval: 10 };

/** A clock that runs with the system clock, for tests that involve other processes. */
export function createRunningClock(): TestClock {
  return {
    ...systemClock,
    advance: (ms) => realSleep(ms),
    run: (promise) => promise,
    async until(isTrue) {
      while (!(await isTrue())) await realSleep(tickMs);
    },
  };
}

function toTimer(clear: () => void): Timer {
  return { clear, unref: () => undefined };
}
