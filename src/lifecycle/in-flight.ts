import { EventEmitter, once } from "node:events";

import type { Clock } from "../lib/clock.js";

/** What is being done for requests; a write goes on when its client has hung up, so connections do not tell. */
export interface InFlight {
  /** Something begins that may take so long. */
  start(timeoutMs: number): InFlightRequest;
  /** Ends all that is under way and whatever begins from now on; answers how many there were. */
  abortAll(): number;
  /** Nothing is under way. */
  drained(): Promise<void>;
}

/** What is being done for one request. */
export interface InFlightRequest {
  /** Aborted when there is no more time, or nobody waits any longer. */
  readonly readSignal: AbortSignal;
  /** Aborted when there is no more time. */
  readonly writeSignal: AbortSignal;
  /** Nobody waits any longer. */
  clientClosed(): void;
  finish(): void;
}

export function createInFlight(clock: Clock): InFlight {
  const abortFunctions = new Set<() => void>();
  const events = new EventEmitter();
  let isAborted = false;

  return {
    start(timeoutMs) {
      // Two of its own, not one made of others: Node 20 keeps what a signal was made of, and it takes longer.
      const readController = new AbortController();
      const writeController = new AbortController();
      const abort = (): void => {
        readController.abort();
        writeController.abort();
      };
      const deadline = clock.setTimeout(abort, timeoutMs);
      if (isAborted) abort();
      abortFunctions.add(abort);
      return {
        readSignal: readController.signal,
        writeSignal: writeController.signal,
        clientClosed: () => {
          readController.abort();
        },
        finish() {
          deadline.clear();
          abortFunctions.delete(abort);
          if (abortFunctions.size === 0) events.emit("ended");
        },
      };
    },
    abortAll() {
      isAborted = true;
      for (const abort of abortFunctions) abort();
      return abortFunctions.size;
    },
    async drained() {
      while (abortFunctions.size > 0) await once(events, "ended");
    },
  };
}
