import { EventEmitter, once } from "node:events";

/** A request in progress. */
export interface Abortable {
  abort(): void;
}

/**
 * The requests in progress. They are tracked separately from connections, because a write continues after its
 * client disconnected.
 */
export interface InFlight {
  add(request: Abortable): void;
  remove(request: Abortable): void;
  /**
   * Aborts all requests in progress, and requests that start later. Returns the number of requests in
   * progress.
   */
  abortAll(): number;
  /** Resolves when no request is in progress. */
  drained(): Promise<void>;
}

export function createInFlight(): InFlight {
  const requests = new Set<Abortable>();
  const events = new EventEmitter();
  let isAborted = false;

  return {
    add(request) {
      if (isAborted) request.abort();
      requests.add(request);
    },
    remove(request) {
      requests.delete(request);
      if (requests.size === 0) events.emit("drained");
    },
    abortAll() {
      isAborted = true;
      for (const request of requests) request.abort();
      return requests.size;
    },
    async drained() {
      while (requests.size > 0) await once(events, "drained");
    },
  };
}
