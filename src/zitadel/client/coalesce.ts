import type { RequestScope } from "../../lib/request-scope.js";
import { Failure } from "../../lib/failure.js";
import { withSignal } from "../../lib/with-signal.js";
import type { Waiters } from "./waiters.js";
import type { ZitadelResponse } from "./call.js";
import { cancelled } from "./transport-error.js";
import { queueTimeout } from "./rejections.js";
import type { CallKind, ClientObserver } from "./observer.js";

/** Identifies a read. Reads with equal fields have the same response. */
export interface SharedRead {
  readonly kind: CallKind;
  /** The user that the read is about. */
  readonly userId: string;
  /** The access token that the read is sent with. */
  readonly token: string;
  /** URL and body. */
  readonly key: string;
}

export interface Coalescer {
  /** Joins an equal read that is in flight, or sends the read. `send` gets the requests that wait for it. */
  read(
    read: SharedRead,
    context: { readonly scope: RequestScope; readonly signal: AbortSignal },
    send: (waiters: Waiters) => Promise<ZitadelResponse>,
  ): Promise<ZitadelResponse>;
  /** Stops later requests from joining in-flight reads of this user: their response may predate a write. */
  invalidate(userId: string): void;
}

interface InFlightRead extends SharedRead {
  readonly waiters: SharedWaiters;
  readonly response: Promise<ZitadelResponse>;
}

export function createCoalescer({ onCoalesced }: Pick<ClientObserver, "onCoalesced">): Coalescer {
  // By user id. A user rarely has more than a few reads in flight.
  const inFlightReads = new Map<string, InFlightRead[]>();

  function remove(inFlight: InFlightRead): void {
    const rest = inFlightReads.get(inFlight.userId)?.filter((other) => other !== inFlight) ?? [];
    if (rest.length > 0) inFlightReads.set(inFlight.userId, rest);
    else inFlightReads.delete(inFlight.userId);
  }

  function start(
    read: SharedRead,
    scope: RequestScope,
    send: (waiters: Waiters) => Promise<ZitadelResponse>,
  ): InFlightRead {
    const removeRead = (): void => {
      remove(inFlight);
    };
    // A read that all its waiters have left is aborted. Later requests must not join it.
    const waiters = new SharedWaiters(scope, removeRead);
    const inFlight: InFlightRead = { ...read, waiters, response: send(waiters) };
    inFlightReads.set(read.userId, [...(inFlightReads.get(read.userId) ?? []), inFlight]);
    inFlight.response.then(removeRead, removeRead);
    return inFlight;
  }

  return {
    read(read, { scope, signal }, send) {
      const { kind, userId, token, key } = read;
      if (signal.aborted) return Promise.reject(queueTimeout());
      const existing = inFlightReads
        .get(userId)
        ?.find((inFlight) => inFlight.key === key && inFlight.token === token);
      if (existing !== undefined) {
        existing.waiters.join(scope);
        onCoalesced(kind);
      }
      const { waiters, response } = existing ?? start(read, scope, send);
      return waiters.wait(signal, response);
    },
    invalidate(userId) {
      inFlightReads.delete(userId);
    },
  };
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
