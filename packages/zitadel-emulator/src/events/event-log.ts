import { maxMessageBytes } from "../api/max-message-size.js";
import type { Event } from "./event.js";

/** What is kept: whichever is reached first, the oldest eighth of all events goes. */
export interface EventLimits {
  events: number;
  /** Of keys and values. */
  bytes: number;
}

export interface EventSearch {
  /** Both bounds are exclusive, in microseconds. */
  after: number;
  before: number;
  ascending: boolean;
  limit: number;
  matches: (event: Event) => boolean;
}

/** Events that searches do not find until they are released. */
export interface DelayedEvents {
  release(): void;
}

interface Delay {
  remainingCalls: number;
}

export interface EventLog {
  /** A larger page is refused. */
  maxPageBytes: number;
  /** What one call has changed: of one date, which is later than all before. */
  record: (newEvents: readonly Event[]) => void;
  find(search: EventSearch): Event[];
  /** The events of so many next calls stay out of searches. */
  delay(calls: number): DelayedEvents;
  /** Keeps only so many of the newest. */
  truncate: (keep: number) => void;
  /** Everything is found from now on. */
  reset: () => void;
}

export function createEventLog(limits: EventLimits, onRecord: EventLog["record"]): EventLog {
  const events: Event[] = [];
  let bytes = 0;
  const delayedEvents = new Map<Event, Delay>();
  // Of several the latest takes a call's events.
  let activeDelays: Delay[] = [];

  const truncate = (keep: number): void => {
    for (const event of events.splice(0, events.length - keep)) {
      bytes -= byteSize(event);
      delayedEvents.delete(event);
    }
  };
  /** Where the first event stands that is not older. */
  const lowerBound = (date: number): number => {
    let [low, high] = [0, events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((events[middle]?.created ?? Infinity) < date) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const log: EventLog = {
    maxPageBytes: maxMessageBytes,
    record: (newEvents) => {
      const activeDelay = activeDelays.at(-1);
      for (const event of newEvents) {
        events.push(event);
        bytes += byteSize(event);
        if (activeDelay !== undefined) delayedEvents.set(event, activeDelay);
      }
      if (activeDelay !== undefined && --activeDelay.remainingCalls === 0) activeDelays.pop();
      while (events.length > limits.events || bytes > limits.bytes)
        truncate(Math.floor((events.length * 7) / 8));
      onRecord(newEvents);
    },
    find: ({ after, before, ascending, limit, matches }) => {
      const [first, end] = [lowerBound(after + 1), lowerBound(before)];
      const found: Event[] = [];
      for (let n = 0; n < end - first && found.length < limit; n++) {
        const event = events[ascending ? first + n : end - 1 - n];
        if (event !== undefined && !delayedEvents.has(event) && matches(event)) found.push(event);
      }
      return found;
    },
    delay: (calls) => {
      const delay = { remainingCalls: calls };
      activeDelays.push(delay);
      return {
        release: () => {
          activeDelays = activeDelays.filter((it) => it !== delay);
          for (const [event, owner] of delayedEvents) if (owner === delay) delayedEvents.delete(event);
        },
      };
    },
    truncate,
    reset: () => {
      activeDelays = [];
      delayedEvents.clear();
      log.maxPageBytes = maxMessageBytes;
    },
  };
  return log;
}

function byteSize({ payload }: Event): number {
  return payload === undefined ? 0 : payload.key.length + (payload.value?.length ?? 0);
}
