import { setTimeout as realSleep } from "node:timers/promises";
import { createClock } from "@sinonjs/fake-timers";
import { type Clock, systemClock, type Timer } from "../../src/lib/clock.js";

/** A clock that stands still until a test moves it: however busy the machine is, no deadline passes and nothing expires. */
export interface TestClock extends Clock {
  /** Moves time on, and runs the timers that become due, in order. */
  advance(ms: number): Promise<void>;
  /** Waits for the promise. Meanwhile sleeps, such as the back-off between retries, end at once; time moves on by as much. */
  skipSleeps<T>(promise: Promise<T>): Promise<T>;
  /** Moves time on in small steps until the condition holds. Timers of processes that wait for each other take their turns. */
  until(isTrue: () => boolean | Promise<boolean>): Promise<void>;
}

// Not 0, which lru-cache takes for "no time".
const start = 1_000_000;
const stepMs = 10;

export function createTestClock(): TestClock {
  const fake = createClock(start);
  const wakeTimes = new Set<{ readonly at: number }>();

  async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const wakeTime = { at: fake.now + ms };
    wakeTimes.add(wakeTime);
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        fake.clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        wakeTimes.delete(wakeTime);
        resolve();
      };
      const timer = fake.setTimeout(wake, ms);
      signal?.addEventListener("abort", wake);
    });
    signal?.throwIfAborted();
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
    async skipSleeps(promise) {
      let isPending = true;
      const settled = promise.finally(() => {
        isPending = false;
      });
      settled.catch(() => undefined);
      while (isPending) {
        await realSleep(1);
        const next = Math.min(...[...wakeTimes].map(({ at }) => at));
        if (Number.isFinite(next)) await fake.tickAsync(Math.max(0, next - fake.now));
      }
      return settled;
    },
    async until(isTrue) {
      while (!(await isTrue())) {
        await fake.tickAsync(stepMs);
        await realSleep(1);
      }
    },
  };
}

/** The system's clock, for tests that share time with other processes. */
export function createRunningClock(): TestClock {
  return {
    ...systemClock,
    advance: (ms) => realSleep(ms),
    skipSleeps: (promise) => promise,
    async until(isTrue) {
      while (!(await isTrue())) await realSleep(stepMs);
    },
  };
}

function toTimer(clear: () => void): Timer {
  return { clear, unref: () => undefined };
}
