import { setTimeout as realSleep } from "node:timers/promises";
import { createClock } from "@sinonjs/fake-timers";
import { type Clock, systemClock, type Timer } from "../../src/lib/clock.js";

/** A clock that stands still until a test moves it: however busy the machine is, no deadline passes and nothing expires. */
export interface TestClock extends Clock {
  /** Moves time on at once, and runs the timers that become due, in order. */
  advance(ms: number): Promise<void>;
  /** Waits for the promise, and lets time pass meanwhile: for retries, timeouts and polling. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Lets time pass until the condition holds. */
  until(isTrue: () => boolean | Promise<boolean>): Promise<void>;
}

// Not 0, which lru-cache takes for "no time".
const start = 1_000_000;
/**
 * How much time passes with a turn of the event loop. A turn handles all I/O that is ready, so a busy machine has longer turns, and
 * a deadline is as many turns away as ever.
 */
const turnMs = 10;

export function createTestClock(): TestClock {
  const fake = createClock(start);

  async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        fake.clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = fake.setTimeout(wake, ms);
      signal?.addEventListener("abort", wake);
    });
    signal?.throwIfAborted();
  }

  async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isTrue())) {
      await fake.tickAsync(turnMs);
      await realSleep(1);
    }
  }

  return {
    now: () => fake.now,
    // Tokens are issued while a test runs: by this clock alone they would not be valid yet.
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
      const end = (): void => {
        isSettled = true;
      };
      promise.then(end, end);
      await until(() => isSettled);
      return promise;
    },
    until,
  };
}

/** The system's clock, for tests that share time with other processes. */
export function createRunningClock(): TestClock {
  return {
    ...systemClock,
    advance: (ms) => realSleep(ms),
    run: (promise) => promise,
    async until(isTrue) {
      while (!(await isTrue())) await realSleep(turnMs);
    },
  };
}

function toTimer(clear: () => void): Timer {
  return { clear, unref: () => undefined };
}
