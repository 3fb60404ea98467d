import type { RequestScope } from "../../metadata/request-scope.js";
import { Failure } from "../../lib/failure.js";
import { withSignal } from "../../lib/with-signal.js";
import { type Waiters, isWrite, type ZitadelResponse } from "./call.js";
import type { Middleware, OutgoingCall, Send } from "./middleware.js";
import { cancelled } from "./transport/transport-error.js";
import { queueTimeout } from "./queue/rejections.js";
import type { ClientObserver } from "./observer.js";

export interface Coalescer {
  /** Joins an identical read of the same user with the same token that is in flight, or sends the read. */
  readonly coalesce: Middleware;
  /** Stops later requests from joining in-flight reads of this user: their response may predate a write. */
  readonly invalidate: (userId: string) => void;
}

interface InFlightRead {
  readonly call: OutgoingCall;
  readonly waiters: SharedWaiters;
  readonly response: Promise<ZitadelResponse>;
}

export function createCoalescer({ onCoalesced }: Pick<ClientObserver, "onCoalesced">): Coalescer {
  // By user id. A user rarely has more than a few reads in flight.
  const inFlightReads = new Map<string, InFlightRead[]>();

  function remove(userId: string, inFlight: InFlightRead): void {
    const rest = inFlightReads.get(userId)?.filter((other) => other !== inFlight) ?? [];
    if (rest.length > 0) inFlightReads.set(userId, rest);
    else inFlightReads.delete(userId);
  }

  function start(userId: string, scope: RequestScope, call: OutgoingCall, next: Send): InFlightRead {
    const removeRead = (): void => {
      remove(userId, inFlight);
    };
    // A read that all its waiters have left is aborted. Later requests must not join it.
    const waiters = new SharedWaiters(scope, removeRead);
    const response = next({ ...call, waiters, signal: waiters.signal });
    const inFlight: InFlightRead = { call, waiters, response };
    inFlightReads.set(userId, [...(inFlightReads.get(userId) ?? []), inFlight]);
    response.then(removeRead, removeRead);
    return inFlight;
  }

  return {
    coalesce: (next) => (call) => {
      const { userId, kind, waiters: own } = call;
      const [scope] = own.all;
      if (userId === undefined || scope === undefined || isWrite(call)) return next(call);
      if (own.signal.aborted) return Promise.reject(queueTimeout());
      const existing = inFlightReads.get(userId)?.find((inFlight) => isSameRead(inFlight.call, call));
      if (existing !== undefined) {
        existing.waiters.join(scope);
        onCoalesced(kind);
      }
      const { waiters, response } = existing ?? start(userId, scope, call, next);
      return waiters.wait(own.signal, response);
    },
    invalidate(userId) {
      inFlightReads.delete(userId);
    },
  };
}

function isSameRead(a: OutgoingCall, b: OutgoingCall): boolean {
  return (
    a.url === b.url &&
    a.json === b.json &&
    a.authorization?.credentials.reveal() === b.authorization?.credentials.reveal()
  );
}

/** The requests that wait for one read. The read is aborted when the last of them stops waiting. */
class SharedWaiters implements Waiters {
  readonly all: RequestScope[];
  deadlineAt: number;
  onJoin: ((scope: RequestScope) => void) | undefined;
  isStarted = false;
  readonly #abortController = new AbortController();
  readonly #onAbort: () => void;
  #waitingCount = 0;

  constructor(first: RequestScope, onAbort: () => void) {
    this.all = [first];
    this.deadlineAt = first.deadlineAt;
    this.#onAbort = onAbort;
  }

  get signal(): AbortSignal {
    return this.#abortController.signal;
  }

  join(scope: RequestScope): void {
    this.all.push(scope);
    this.deadlineAt = Math.max(this.deadlineAt, scope.deadlineAt);
    this.onJoin?.(scope);
  }

  /** Waits for the response until the request's signal is aborted. */
  async wait(signal: AbortSignal, response: Promise<ZitadelResponse>): Promise<ZitadelResponse> {
    this.#waitingCount++;
    try {
      return await withSignal(signal, response, () => {
        if (--this.#waitingCount === 0) {
          this.#onAbort();
          this.#abortController.abort();
        }
        return this.isStarted ? cancelled(true) : queueTimeout();
      });
    } catch (error) {
      // Each request gets its own Failure: the log reports a Failure only once.
      throw error instanceof Failure && this.all.length > 1 ? error.copy() : error;
    }
  }
}
