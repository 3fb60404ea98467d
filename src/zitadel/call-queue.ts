import type { Asker } from "../lib/asker.js";
import type { Clock, Timer } from "../lib/clock.js";
import type { Askers } from "./askers.js";
import type { Gate } from "./gate.js";
import { queueFull, rateLimited, waitedTooLong } from "./not-asked.js";

export interface CallQueue {
  /** Waits for a turn. Throws a Failure where there will be none. */
  enter(askers: Askers): Promise<Leave>;
  /** How many wait, and how many have a turn. */
  readonly waiting: number;
  readonly inFlight: number;
}

/** Gives a turn back. `wasMade`: whether a call went to ZITADEL, for UPSTREAM_RATE. */
export type Leave = (wasMade: boolean) => void;

interface Ticket {
  readonly askers: Askers;
  readonly lanes: Set<Set<Ticket>>;
  readonly begin: () => void;
  readonly refuse: (why: Error) => void;
}

/**
 * `slots` calls at a time, and at most `mostWaiting` that wait for one. Requests have turns one after the other, each for one call, so that a page
 * of a thousand users does not keep the others waiting; where too many wait, the last of whoever has most is refused. A call that
 * several requests wait for has its turn when the first of them has.
 */
export function createCallQueue(slots: number, mostWaiting: number, gate: Gate, clock: Clock): CallQueue {
  // A lane of its own for each asker. Whose turn it is next stands first.
  const lanes = new Map<Asker, Set<Ticket>>();
  const tickets = new Set<Ticket>();
  let inFlight = 0;
  let timer: Timer | undefined;

  function addTo(asker: Asker, ticket: Ticket): void {
    const lane = lanes.get(asker) ?? new Set();
    lanes.set(asker, lane);
    lane.add(ticket);
    ticket.lanes.add(lane);
  }

  function remove(ticket: Ticket): void {
    tickets.delete(ticket);
    for (const lane of ticket.lanes) lane.delete(ticket);
    if (tickets.size === 0) lanes.clear();
    ticket.askers.onJoin = undefined;
  }

  function takeNext(): Ticket | undefined {
    for (const [asker, lane] of lanes) {
      lanes.delete(asker);
      const [ticket] = lane;
      if (ticket === undefined) continue;
      remove(ticket);
      // Its asker is the last one now.
      if (lane.size > 0) lanes.set(asker, lane);
      return ticket;
    }
    return undefined;
  }

  function serve(): void {
    while (inFlight < slots && tickets.size > 0) {
      const waitMs = gate.waitMs();
      if (waitMs > 0) {
        timer ??= serveLater(waitMs);
        if (gate.pausedMs() > 0) refuseThoseWhoCannotWait();
        return;
      }
      takeNext()?.begin();
    }
  }

  function serveLater(ms: number): Timer {
    const later = clock.setTimeout(() => {
      timer = undefined;
      serve();
    }, ms);
    // The requests that wait keep the process alive.
    later.unref();
    return later;
  }

  function refuseThoseWhoCannotWait(): void {
    const pausedMs = gate.pausedMs();
    const now = clock.now();
    for (const ticket of tickets) {
      if (ticket.askers.deadlineAt - now > pausedMs) continue;
      remove(ticket);
      ticket.refuse(rateLimited(pausedMs));
    }
  }

  /** The last call of whoever has more waiting than this asker; the newcomer is refused where nobody has. */
  function makeRoom({ all }: Askers): void {
    const ownSize = Math.max(...all.map((asker) => lanes.get(asker)?.size ?? 0));
    let longest: ReadonlySet<Ticket> = new Set();
    for (const lane of lanes.values()) if (lane.size > longest.size) longest = lane;
    // What somebody else waits for as well is not this one's greed.
    const last = [...longest].findLast(({ lanes: { size } }) => size === 1) ?? [...longest].at(-1);
    if (last === undefined || longest.size <= ownSize + 1) throw queueFull();
    remove(last);
    last.refuse(queueFull());
  }

  function begin(askers: Askers): Leave {
    inFlight++;
    askers.hasBegun = true;
    gate.pass();
    return (wasMade) => {
      inFlight--;
      if (!wasMade) gate.takeBack();
      serve();
    };
  }

  function wait(askers: Askers): Promise<Leave> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        // Node 20 keeps a signal made of others for ever, if a listener stays with it.
        settle();
        remove(ticket);
        reject(waitedTooLong());
      };
      const settle = (): void => {
        askers.signal.removeEventListener("abort", onAbort);
      };
      const ticket: Ticket = {
        askers,
        lanes: new Set(),
        begin() {
          settle();
          resolve(begin(askers));
        },
        refuse(why) {
          settle();
          reject(why);
        },
      };
      askers.signal.addEventListener("abort", onAbort);
      tickets.add(ticket);
      for (const asker of askers.all) addTo(asker, ticket);
      askers.onJoin = (asker) => {
        addTo(asker, ticket);
      };
      serve();
    });
  }

  return {
    async enter(askers) {
      if (askers.signal.aborted) throw waitedTooLong();
      if (inFlight < slots && tickets.size === 0 && gate.waitMs() === 0) return begin(askers);
      if (tickets.size >= mostWaiting) makeRoom(askers);
      return wait(askers);
    },
    get waiting() {
      return tickets.size;
    },
    get inFlight() {
      return inFlight;
    },
  };
}
