import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as realSleep } from "node:timers/promises";
import { z } from "zod";
import type { TestClock } from "../support/test-clock.js";

/** The calls of this process to a server that are on their way. */
export interface Traffic extends Disposable {
  readonly underWay: number;
  /** How many have begun, and ended, until now. */
  readonly seen: number;
}

const begins = ["undici:request:create"];
const ends = ["undici:request:trailers", "undici:request:error"];
const message = z.object({ request: z.object({ origin: z.coerce.string() }) });

export function watchTraffic(origin: string): Traffic {
  const counts = { underWay: 0, seen: 0 };
  const count = (published: unknown, by: number): void => {
    if (message.parse(published).request.origin !== origin) return;
    counts.underWay += by;
    counts.seen++;
  };
  const begin = (published: unknown): void => {
    count(published, 1);
  };
  const end = (published: unknown): void => {
    count(published, -1);
  };
  for (const channel of begins) subscribe(channel, begin);
  for (const channel of ends) subscribe(channel, end);
  return {
    get underWay() {
      return counts.underWay;
    },
    get seen() {
      return counts.seen;
    },
    [Symbol.dispose]() {
      for (const channel of begins) unsubscribe(channel, begin);
      for (const channel of ends) unsubscribe(channel, end);
    },
  };
}

const stepMs = 100;
/** Turns of the event loop in which nothing happens: more than a request needs from one end of this process to the other. */
const quietTurns = 5;

/** How a test waits. */
export interface Passing {
  readonly until: (isTrue: () => boolean) => Promise<void>;
  readonly run: <T>(promise: Promise<T>) => Promise<T>;
}

/**
 * Lets time pass only where nothing else would happen: however long the machine takes for a call, by the clock it takes no time at all, so that the waits
 * between calls alone decide what comes of them. Calls that hang do not keep time from passing.
 */
export function createPassing(
  clock: TestClock,
  traffic: () => Pick<Traffic, "underWay" | "seen">,
  hangs: boolean,
): Passing {
  async function until(isTrue: () => boolean): Promise<void> {
    let quiet = 0;
    let lastSeen = -1;
    while (!isTrue()) {
      await realSleep(1);
      const { underWay, seen } = traffic();
      quiet = seen !== lastSeen || (underWay > 0 && !hangs) ? 0 : quiet + 1;
      lastSeen = seen;
      if (quiet < quietTurns) continue;
      quiet = 0;
      await clock.advance(stepMs);
    }
  }

  return {
    until,
    async run(promise) {
      let isSettled = false;
      const settle = (): void => {
        isSettled = true;
      };
      promise.then(settle, settle);
      await until(() => isSettled);
      return promise;
    },
  };
}
