import type { RequestScope } from "../../lib/request-scope.js";
import { Failure } from "../../lib/failure.js";
import { withSignal } from "../../lib/with-signal.js";
import type { Waiters } from "./waiters.js";
import type { ZitadelResponse } from "./call.js";
import { cancelled } from "./transport-error.js";
import { queueTimeout } from "./rejections.js";
import type { CallKind, ClientObserver } from "./observer.js";

/** Which read it is: those that are equal in all of this have the same answer. */
export interface SharedRead {
  readonly kind: CallKind;
  /** Whose metadata, or whom, it is about. */
  readonly ownerId: string;
  /** The access token that it is asked with. */
  readonly token: string;
  /** Where it is asked, and what. */
  readonly key: string;
}

export interface Coalescer {
  /** Makes the read, or joins one that is under way: whoever waits for it, it is made once. `make` is told who waits. */
  read(
    read: SharedRead,
    waiting: { readonly asker: RequestScope; readonly signal: AbortSignal },
    make: (askers: Waiters) => Promise<ZitadelResponse>,
  ): Promise<ZitadelResponse>;
  /** What is under way about this owner may be of before a write: nobody joins it any more. */
  invalidate(ownerId: string): void;
}

interface InFlightRead extends SharedRead {
  readonly askers: SharedWaiters;
  readonly answer: Promise<ZitadelResponse>;
}

export function createSharedReads({ onCoalesced }: Pick<ClientObserver, "onCoalesced">): Coalescer {
  // By owner; of one owner there are few.
  const flights = new Map<string, InFlightRead[]>();

  function remove(flight: InFlightRead): void {
    const rest = flights.get(flight.ownerId)?.filter((other) => other !== flight) ?? [];
    if (rest.length > 0) flights.set(flight.ownerId, rest);
    else flights.delete(flight.ownerId);
  }

  function start(
    read: SharedRead,
    asker: RequestScope,
    make: (askers: Waiters) => Promise<ZitadelResponse>,
  ): InFlightRead {
    const end = (): void => {
      remove(flight);
    };
    // Who comes when all others have left must not join what is being given up.
    const askers = new SharedWaiters(asker, end);
    const flight: InFlightRead = { ...read, askers, answer: make(askers) };
    flights.set(read.ownerId, [...(flights.get(read.ownerId) ?? []), flight]);
    flight.answer.then(end, end);
    return flight;
  }

  return {
    read(read, { asker, signal }, make) {
      const { kind, ownerId, token, key } = read;
      if (signal.aborted) return Promise.reject(queueTimeout());
      const known = flights.get(ownerId)?.find((flight) => flight.key === key && flight.token === token);
      if (known !== undefined) {
        known.askers.join(asker);
        onCoalesced(kind);
      }
      const { askers, answer } = known ?? start(read, asker, make);
      return askers.wait(signal, answer);
    },
    invalidate(ownerId) {
      flights.delete(ownerId);
    },
  };
}

/** The requests that wait for one read. It is given up when the last of them is. */
class SharedWaiters implements Waiters {
  readonly all: RequestScope[];
  deadlineAt: number;
  onJoin: ((asker: RequestScope) => void) | undefined;
  isStarted = false;
  readonly #stop = new AbortController();
  readonly #onGivenUp: () => void;
  #waiting = 0;

  constructor(first: RequestScope, onGivenUp: () => void) {
    this.all = [first];
    this.deadlineAt = first.deadlineAt;
    this.#onGivenUp = onGivenUp;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  join(asker: RequestScope): void {
    this.all.push(asker);
    this.deadlineAt = Math.max(this.deadlineAt, asker.deadlineAt);
    this.onJoin?.(asker);
  }

  /** Waits for the answer as long as this request may. */
  async wait(signal: AbortSignal, answer: Promise<ZitadelResponse>): Promise<ZitadelResponse> {
    this.#waiting++;
    try {
      return await withSignal(signal, answer, () => {
        if (--this.#waiting === 0) {
          this.#onGivenUp();
          this.#stop.abort();
        }
        return this.isStarted ? cancelled(true) : queueTimeout();
      });
    } catch (error) {
      // One for each request: logs have a failure once.
      throw error instanceof Failure && this.all.length > 1 ? error.copy() : error;
    }
  }
}
