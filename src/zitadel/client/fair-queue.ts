import type { RequestScope } from "../../lib/request-scope.js";
import type { Clock, Timer } from "../../lib/clock.js";
import type { Waiters } from "./waiters.js";
import type { RateLimiter } from "./rate-limiter.js";
import { queueFull, rateLimited, queueTimeout } from "./rejections.js";

export interface FairQueue {
  /** Waits for a turn. Throws a Failure where there will be none. */
  acquire(askers: Waiters): Promise<Release>;
  /** How many wait, and how many have a turn. */
  readonly waiting: number;
  readonly inFlight: number;
}

/** Gives a turn back. `wasMade`: whether a call went to ZITADEL, for UPSTREAM_RATE_LIMIT. */
export type Release = (wasMade: boolean) => void;

interface Ticket {
  readonly askers: Waiters;
  readonly queuesByRequest: Set<Set<Ticket>>;
  readonly begin: () => void;
  readonly refuse: (why: Error) => void;
}

/**
 * `slots` calls at a time, and at most `mostWaiting` that wait for one. Requests have turns one after the other, each for one call, so that a page
 * of a thousand users does not keep the others waiting; where too many wait, the last of whoever has most is refused. A call that
 * several requests wait for has its turn when the first of them has.
 */
export function createCallQueue(
  slots: number,
  maxQueued: number,
  gate: RateLimiter,
  clock: Clock,
): FairQueue {
  // A lane of its own for each asker. Whose turn it is next stands first.
  const queuesByRequest = new Map<RequestScope, Set<Ticket>>();
  const tickets = new Set<Ticket>();
  let inFlight = 0;
  let timer: Timer | undefined;

  function addTo(asker: RequestScope, ticket: Ticket): void {
    const lane = queuesByRequest.get(asker) ?? new Set();
    queuesByRequest.set(asker, lane);
    lane.add(ticket);
    ticket.queuesByRequest.add(lane);
  }

  function remove(ticket: Ticket): void {
    tickets.delete(ticket);
    for (const lane of ticket.queuesByRequest) lane.delete(ticket);
    if (tickets.size === 0) queuesByRequest.clear();
    ticket.askers.onJoin = undefined;
  }

  function next(): Ticket | undefined {
    for (const [asker, lane] of queuesByRequest) {
      queuesByRequest.delete(asker);
      const [ticket] = lane;
      if (ticket === undefined) continue;
      remove(ticket);
      // Its asker is the last one now.
      if (lane.size > 0) queuesByRequest.set(asker, lane);
      return ticket;
    }
    return undefined;
  }

  function drain(): void {
    while (inFlight < slots && tickets.size > 0) {
      const waitMs = gate.delayMs();
      if (waitMs > 0) {
        timer ??= serveLater(waitMs);
        if (gate.retryAfterMs() > 0) rejectExpired();
        return;
      }
      next()?.begin();
    }
  }

  function serveLater(ms: number): Timer {
    const later = clock.setTimeout(() => {
      timer = undefined;
      drain();
    }, ms);
    // The requests that wait keep the process alive.
    later.unref();
    return later;
  }

  function rejectExpired(): void {
    const pausedMs = gate.retryAfterMs();
    const now = clock.now();
    for (const ticket of tickets) {
      if (ticket.askers.deadlineAt - now > pausedMs) continue;
      remove(ticket);
      ticket.refuse(rateLimited(pausedMs));
    }
  }

  /** The last call of whoever has more waiting than this asker; the newcomer is refused where nobody has. */
  function evictOne({ all }: Waiters): void {
    const ownSize = Math.max(...all.map((asker) => queuesByRequest.get(asker)?.size ?? 0));
    let longest: ReadonlySet<Ticket> = new Set();
    for (const lane of queuesByRequest.values()) if (lane.size > longest.size) longest = lane;
    // What somebody else waits for as well is not this one's greed.
    const last = [...longest].findLast(({ queuesByRequest: { size } }) => size === 1) ?? [...longest].at(-1);
    if (last === undefined || longest.size <= ownSize + 1) throw queueFull();
    remove(last);
    last.refuse(queueFull());
  }

  function begin(askers: Waiters): Release {
    inFlight++;
    askers.isStarted = true;
    gate.record();
    return (wasMade) => {
      inFlight--;
      if (!wasMade) gate.refund();
      drain();
    };
  }

  function wait(askers: Waiters): Promise<Release> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        // Node 20 keeps a signal made of others for ever, if a listener stays with it.
        settle();
        remove(ticket);
        reject(queueTimeout());
      };
      const settle = (): void => {
        askers.signal.removeEventListener("abort", onAbort);
      };
      const ticket: Ticket = {
        askers,
        queuesByRequest: new Set(),
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
      drain();
    });
  }

  return {
    async acquire(askers) {
      if (askers.signal.aborted) throw queueTimeout();
      if (inFlight < slots && tickets.size === 0 && gate.delayMs() === 0) return begin(askers);
      if (tickets.size >= maxQueued) evictOne(askers);
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
