import { largestMessage } from "../api/max-message-size.js";
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

interface Withholding {
  left: number;
}

export interface EventLog {
  /** A larger page is refused. */
  pageBytes: number;
  /** What one call has changed: of one date, which is later than all before. */
  record: (ofOneCall: readonly Event[]) => void;
  find(search: EventSearch): Event[];
  /** The events of so many next calls stay out of searches. */
  delay(calls: number): DelayedEvents;
  /** Keeps only so many of the newest. */
  cut: (keep: number) => void;
  /** Everything is found from now on. */
  calm: () => void;
}

export function createEventLog(limits: EventLimits, onRecord: EventLog["record"]): EventLog {
  const events: Event[] = [];
  let bytes = 0;
  const withheld = new Map<Event, Withholding>();
  // Of several the latest takes a call's events.
  let withholding: Withholding[] = [];

  const cut = (keep: number): void => {
    for (const event of events.splice(0, events.length - keep)) {
      bytes -= byteSize(event);
      withheld.delete(event);
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
    pageBytes: largestMessage,
    record: (ofOneCall) => {
      const taking = withholding.at(-1);
      for (const event of ofOneCall) {
        events.push(event);
        bytes += byteSize(event);
        if (taking !== undefined) withheld.set(event, taking);
      }
      if (taking !== undefined && --taking.left === 0) withholding.pop();
      while (events.length > limits.events || bytes > limits.bytes) cut(Math.floor((events.length * 7) / 8));
      onRecord(ofOneCall);
    },
    find: ({ after, before, ascending, limit, matches }) => {
      const [first, end] = [lowerBound(after + 1), lowerBound(before)];
      const found: Event[] = [];
      for (let n = 0; n < end - first && found.length < limit; n++) {
        const event = events[ascending ? first + n : end - 1 - n];
        if (event !== undefined && !withheld.has(event) && matches(event)) found.push(event);
      }
      return found;
    },
    delay: (calls) => {
      const mine = { left: calls };
      withholding.push(mine);
      return {
        release: () => {
          withholding = withholding.filter((it) => it !== mine);
          for (const [event, by] of withheld) if (by === mine) withheld.delete(event);
        },
      };
    },
    cut,
    calm: () => {
      withholding = [];
      withheld.clear();
      log.pageBytes = largestMessage;
    },
  };
  return log;
}

function byteSize({ payload }: Event): number {
  return payload === undefined ? 0 : payload.key.length + (payload.value?.length ?? 0);
}
