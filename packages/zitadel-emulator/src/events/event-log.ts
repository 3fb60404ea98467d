import { maxMessageBytes } from "../api/max-message-size.js";
import type { Event } from "./event.js";

/** Limits of the event log. When either is exceeded, the oldest eighth of the events is removed. */
export interface EventLimits {
  /** Maximum number of events. */
  events: number;
  /** Maximum total size of keys and values. */
  bytes: number;
}

export interface EventSearch {
  /** Exclusive bounds in microseconds since 1970. */
  after: number;
  before: number;
  ascending: boolean;
  limit: number;
  matches: (event: Event) => boolean;
}

/** Events that are hidden from searches. */
export interface DelayedEvents {
  /** Makes the events visible and stops hiding new ones. */
  release(): void;
}

interface EventDelay {
  /** Number of further calls whose events are hidden. */
  remainingCalls: number;
}

export interface EventLog {
  /** Searches with a larger page are rejected. */
  maxPageBytes: number;
  /** Records the events of one call. They have the same date, which is later than all dates before. */
  record: (newEvents: readonly Event[]) => void;
  find(search: EventSearch): Event[];
  /** Hides the events of the next calls from searches. */
  delay(calls: number): DelayedEvents;
  /** Removes all events except the newest ones. */
  truncate: (keep: number) => void;
  /** Makes all events visible and restores the page limit. */
  reset: () => void;
}

export function createEventLog(limits: EventLimits, onRecord: EventLog["record"]): EventLog {
  const events: Event[] = [];
  let bytes = 0;
  const delayedEvents = new Map<Event, EventDelay>();
  // If several are active, the latest one applies.
  let activeDelays: EventDelay[] = [];

  const truncate = (keep: number): void => {
    for (const event of events.splice(0, events.length - keep)) {
      bytes -= byteSize(event);
      delayedEvents.delete(event);
    }
  };
  /** The index of the first event that is not older than the date. */
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
          for (const [event, by] of delayedEvents) if (by === delay) delayedEvents.delete(event);
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
