import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as realSleep } from "node:timers/promises";
import { z } from "zod";
import type { TestClock } from "../support/test-clock.js";

/** The HTTP requests of this process to one server. */
export interface Traffic extends Disposable {
  readonly inFlight: number;
  /** How many requests have started or ended so far: a request counts twice. */
  readonly events: number;
}

const startChannels = ["undici:request:create"];
const endChannels = ["undici:request:trailers", "undici:request:error"];
const requestMessage = z.object({ request: z.object({ origin: z.coerce.string() }) });

export function watchTraffic(origin: string): Traffic {
  const counts = { inFlight: 0, events: 0 };
  const count = (message: unknown, by: number): void => {
    if (requestMessage.parse(message).request.origin !== origin) return;
    counts.inFlight += by;
    counts.events++;
  };
  const onStart = (message: unknown): void => {
    count(message, 1);
  };
  const onEnd = (message: unknown): void => {
    count(message, -1);
  };
  for (const channel of startChannels) subscribe(channel, onStart);
  for (const channel of endChannels) subscribe(channel, onEnd);
  return {
    get inFlight() {
      return counts.inFlight;
    },
    get events() {
      return counts.events;
    },
    [Symbol.dispose]() {
      for (const channel of startChannels) unsubscribe(channel, onStart);
      for (const channel of endChannels) unsubscribe(channel, onEnd);
    },
  };
}

const stepMs = 100;
/** Event-loop turns without traffic after which the process is idle: more than one request needs. */
const idleTurns = 5;

/** Like `until` and `run` of the test clock, but time passes only while the process is idle. */
export interface IdleAdvance {
  readonly until: (isTrue: () => boolean) => Promise<void>;
  readonly run: <T>(promise: Promise<T>) => Promise<T>;
}

/**
 * Advances the clock only while no request is in flight. By this clock a call takes no time, however slow the
 * machine is, so the waits between calls alone determine the outcome. With `ignoresInFlight`, requests without
 * a response do not stop the clock.
 */
export function createIdleAdvance(
  clock: TestClock,
  traffic: () => Pick<Traffic, "inFlight" | "events">,
  ignoresInFlight: boolean,
): IdleAdvance {
  async function until(isTrue: () => boolean): Promise<void> {
    let turns = 0;
    let lastEvents = -1;
    while (!isTrue()) {
      await realSleep(1);
      const { inFlight, events } = traffic();
      turns = events !== lastEvents || (inFlight > 0 && !ignoresInFlight) ? 0 : turns + 1;
      lastEvents = events;
      if (turns < idleTurns) continue;
      turns = 0;
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
