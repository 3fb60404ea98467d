import { EventEmitter, once } from "node:events";

import type { Clock } from "../lib/clock.js";

/**
 * The requests in progress. They are tracked separately from connections, because a write continues after its
 * client disconnected.
 */
export interface InFlight {
  /** Adds a request with this timeout. */
  start(timeoutMs: number): InFlightRequest;
  /**
   * Aborts all requests in progress, and requests that start later. Returns the number of requests in
   * progress.
   */
  abortAll(): number;
  /** Resolves when no request is in progress. */
  drained(): Promise<void>;
}

/** A request in progress. */
export interface InFlightRequest {
  /** Aborted on timeout, when the client disconnects, or by `abortAll`. */
  readonly readSignal: AbortSignal;
  /** Aborted on timeout or by `abortAll`, but not when the client disconnects. */
  readonly writeSignal: AbortSignal;
  /** Records that the client has disconnected: aborts `readSignal`. */
  readonly clientClosed: () => void;
  readonly finish: () => void;
}

export function createInFlight(clock: Clock): InFlight {
  const abortFunctions = new Set<() => void>();
  const events = new EventEmitter();
  let isAborted = false;

  return {
    start(timeoutMs) {
      // Two controllers instead of AbortSignal.any, which is slower and whose source signals Node.js 20 does
      // not release.
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
          if (abortFunctions.size === 0) events.emit("drained");
        },
      };
    },
    abortAll() {
      isAborted = true;
      for (const abort of abortFunctions) abort();
      return abortFunctions.size;
    },
    async drained() {
      while (abortFunctions.size > 0) await once(events, "drained");
    },
  };
}
