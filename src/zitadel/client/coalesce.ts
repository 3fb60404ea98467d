import { type Cancellation, CancellationSource } from "../../lib/cancellation.js";
import { Failure } from "../../lib/failure.js";
import { withSignal } from "../../lib/with-signal.js";
import type { RequestScope } from "../../metadata/request-scope.js";
import { type Waiters, isWrite, type ZitadelCall, type ZitadelResponse } from "./call.js";
import type { Middleware } from "./middleware.js";
import type { ClientObserver } from "./observer.js";
import { queueTimeout } from "./queue/rejections.js";
import { cancelled } from "./transport/transport-error.js";

export interface Coalescer {
  /** Joins an identical read of the same user with the same token that is in flight, or sends the read. */
  readonly coalesce: Middleware;
  /** Stops later requests from joining in-flight reads of this user: their response may predate a write. */
  readonly invalidate: (userId: string) => void;
}

interface InFlightRead {
  readonly call: ZitadelCall;
  readonly waiters: SharedWaiters;
  readonly response: Promise<ZitadelResponse>;
}

export function createCoalescer({ onCoalesced }: Pick<ClientObserver, "onCoalesced">): Coalescer {
  // By user id. A user rarely has more than a few reads in flight.
  const inFlightReads = new Map<string, InFlightRead[]>();

  function add(userId: string, read: InFlightRead): void {
    const reads = inFlightReads.get(userId);
    if (reads === undefined) inFlightReads.set(userId, [read]);
    else reads.push(read);
  }

  function remove(userId: string, waiters: SharedWaiters): void {
    const reads = inFlightReads.get(userId);
    const index = reads?.findIndex((read) => read.waiters === waiters) ?? -1;
    if (index === -1) return;
    reads?.splice(index, 1);
    if (reads?.length === 0) inFlightReads.delete(userId);
  }

  return {
    coalesce: (next) => (call, own) => {
      const { userId, kind } = call;
      const [scope] = own.all;
      if (userId === undefined || scope === undefined || isWrite(call)) return next(call, own);
      if (own.signal.aborted) return Promise.reject(queueTimeout());
      const existing = inFlightReads.get(userId)?.find((read) => isSameRead(read.call, call));
      if (existing !== undefined) {
        onCoalesced(kind);
        return existing.waiters.join(scope, own.signal, existing.response);
      }
      const removeRead = (): void => {
        remove(userId, waiters);
      };
      // A read that all its waiters have left is aborted. Later requests must not join it.
      const waiters = new SharedWaiters(scope, removeRead);
      const response = next(call, waiters);
      add(userId, { call, waiters, response });
      response.then(removeRead, removeRead);
      return waiters.wait(own.signal, response);
    },
    invalidate(userId) {
      inFlightReads.delete(userId);
    },
  };
}

function isSameRead(a: ZitadelCall, b: ZitadelCall): boolean {
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
  readonly signal = new CancellationSource();
  readonly #onAbort: () => void;
  #waitingCount = 0;

  constructor(first: RequestScope, onAbort: () => void) {
    this.all = [first];
    this.deadlineAt = first.deadlineAt;
    this.#onAbort = onAbort;
  }

  /** Waits for the response until the request's signal is aborted. */
  wait(signal: Cancellation, response: Promise<ZitadelResponse>): Promise<ZitadelResponse> {
    this.#waitingCount++;
    return withSignal(signal, response, () => {
      if (--this.#waitingCount === 0) {
        this.#onAbort();
        this.signal.abort();
      }
      return this.isStarted ? cancelled(true) : queueTimeout();
    });
  }

  /** Adds a request that waits, too. */
  async join(
    scope: RequestScope,
    signal: Cancellation,
    response: Promise<ZitadelResponse>,
  ): Promise<ZitadelResponse> {
    this.all.push(scope);
    this.deadlineAt = Math.max(this.deadlineAt, scope.deadlineAt);
    this.onJoin?.(scope);
    try {
      return await this.wait(signal, response);
    } catch (error) {
      // Each request gets its own Failure: the log reports a Failure only once.
      throw error instanceof Failure ? error.copy() : error;
    }
  }
}
