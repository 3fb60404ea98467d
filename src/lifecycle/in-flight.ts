import { EventEmitter, once } from "node:events";

import type { Clock } from "../lib/clock.js";

/** What is being done for requests; a write goes on when its client has hung up, so connections do not tell. */
export interface InFlight {
  /** Something begins that may take so long. */
  begin(timeoutMs: number): InFlightRequest;
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
  end(): void;
}

export function createInFlight(clock: Clock): InFlight {
  const underWay = new Set<() => void>();
  const events = new EventEmitter();
  let isAborted = false;

  return {
    begin(timeoutMs) {
      // Two of its own, not one made of others: Node 20 keeps what a signal was made of, and it takes longer.
      const reading = new AbortController();
      const writing = new AbortController();
      const stop = (): void => {
        reading.abort();
        writing.abort();
      };
      const deadline = clock.setTimeout(stop, timeoutMs);
      if (isAborted) stop();
      underWay.add(stop);
      return {
        readSignal: reading.signal,
        writeSignal: writing.signal,
        clientClosed: () => {
          reading.abort();
        },
        end() {
          deadline.clear();
          underWay.delete(stop);
          if (underWay.size === 0) events.emit("ended");
        },
      };
    },
    abortAll() {
      isAborted = true;
      for (const stop of underWay) stop();
      return underWay.size;
    },
    async drained() {
      while (underWay.size > 0) await once(events, "ended");
    },
  };
}
