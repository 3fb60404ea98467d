import type { Asker } from "../lib/asker.js";
import { Failure } from "../lib/failure.js";
import { within } from "../lib/within.js";
import type { Askers } from "./askers.js";
import type { ZitadelAnswer } from "./call.js";
import { abandoned } from "./no-answer.js";
import { waitedTooLong } from "./not-asked.js";
import type { CallKind, UpstreamWatch } from "./upstream-watch.js";

/** Which read it is: those that are equal in all of this have the same answer. */
export interface SharedRead {
  readonly kind: CallKind;
  /** Whose metadata, or whom, it is about. */
  readonly ownerId: string;
  /** The access token that it is asked with. */
  readonly token: string;
  /** Where it is asked, and what. */
  readonly question: string;
}

export interface SharedReads {
  /** Makes the read, or joins one that is under way: whoever waits for it, it is made once. `make` is told who waits. */
  read(
    read: SharedRead,
    waiting: { readonly asker: Asker; readonly signal: AbortSignal },
    make: (askers: Askers) => Promise<ZitadelAnswer>,
  ): Promise<ZitadelAnswer>;
  /** What is under way about this owner may be of before a write: nobody joins it any more. */
  close(ownerId: string): void;
}

interface Flight extends SharedRead {
  readonly askers: SharedAskers;
  readonly answer: Promise<ZitadelAnswer>;
}

export function createSharedReads({ joined }: Pick<UpstreamWatch, "joined">): SharedReads {
  // By owner; of one owner there are few.
  const flights = new Map<string, Flight[]>();

  function remove(flight: Flight): void {
    const rest = flights.get(flight.ownerId)?.filter((other) => other !== flight) ?? [];
    if (rest.length > 0) flights.set(flight.ownerId, rest);
    else flights.delete(flight.ownerId);
  }

  function start(read: SharedRead, asker: Asker, make: (askers: Askers) => Promise<ZitadelAnswer>): Flight {
    const end = (): void => {
      remove(flight);
    };
    // Who comes when all others have left must not join what is being given up.
    const askers = new SharedAskers(asker, end);
    const flight: Flight = { ...read, askers, answer: make(askers) };
    flights.set(read.ownerId, [...(flights.get(read.ownerId) ?? []), flight]);
    flight.answer.then(end, end);
    return flight;
  }

  return {
    read(read, { asker, signal }, make) {
      const { kind, ownerId, token, question } = read;
      if (signal.aborted) return Promise.reject(waitedTooLong());
      const known = flights
        .get(ownerId)
        ?.find((flight) => flight.question === question && flight.token === token);
      if (known !== undefined) {
        known.askers.join(asker);
        joined(kind);
      }
      const { askers, answer } = known ?? start(read, asker, make);
      return askers.waitWith(signal, answer);
    },
    close(ownerId) {
      flights.delete(ownerId);
    },
  };
}

/** The requests that wait for one read. It is given up when the last of them is. */
class SharedAskers implements Askers {
  readonly all: Asker[];
  deadlineAt: number;
  onJoin: ((asker: Asker) => void) | undefined;
  hasBegun = false;
  readonly #stop = new AbortController();
  readonly #onGivenUp: () => void;
  #waiting = 0;

  constructor(first: Asker, onGivenUp: () => void) {
    this.all = [first];
    this.deadlineAt = first.deadlineAt;
    this.#onGivenUp = onGivenUp;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  join(asker: Asker): void {
    this.all.push(asker);
    this.deadlineAt = Math.max(this.deadlineAt, asker.deadlineAt);
    this.onJoin?.(asker);
  }

  /** Waits for the answer as long as this request may. */
  async waitWith(signal: AbortSignal, answer: Promise<ZitadelAnswer>): Promise<ZitadelAnswer> {
    this.#waiting++;
    try {
      return await within(signal, answer, () => {
        if (--this.#waiting === 0) {
          this.#onGivenUp();
          this.#stop.abort();
        }
        return this.hasBegun ? abandoned(true) : waitedTooLong();
      });
    } catch (error) {
      // One for each request: logs have a failure once.
      throw error instanceof Failure && this.all.length > 1 ? error.copy() : error;
    }
  }
}
