export interface Clock {
  /**
   * The current time in microseconds since 1970. Unique and increasing, like the dates in ZITADEL's event
   * store.
   */
  stamp(): number;
  /** The current time in seconds since 1970, the unit of token claims. */
  seconds(): number;
  /** A signal that aborts after this time has passed, in real time or by `advance`. */
  timeout: (ms: number) => AbortSignal;
  /** Moves the clock forward. */
  advance: (ms: number) => void;
}

interface Deadline {
  readonly at: number;
  readonly expire: () => void;
}

export function createClock(): Clock {
  let offsetMs = 0;
  let lastStamp = 0;
  const deadlines = new Set<Deadline>();
  const unixMs = (): number => Date.now() + offsetMs;
  const now = (): number => unixMs() * 1000;
  return {
    stamp: () => (lastStamp = Math.max(lastStamp + 1, now())),
    seconds: () => Math.floor(now() / 1_000_000),
    timeout: (ms) => {
      const expired = new AbortController();
      const deadline: Deadline = {
        at: unixMs() + ms,
        expire: () => {
          clearTimeout(timer);
          deadlines.delete(deadline);
          expired.abort();
        },
      };
      const timer = setTimeout(deadline.expire, ms).unref();
      deadlines.add(deadline);
      return expired.signal;
    },
    advance: (ms) => {
      offsetMs += ms;
      for (const deadline of deadlines) if (deadline.at <= unixMs()) deadline.expire();
    },
  };
}

/**
 * Microseconds since 1970 → RFC 3339 in UTC with 0, 3 or 6 fraction digits, the protobuf JSON format of
 * timestamps.
 */
export function timestampOf(stamp: number): string {
  const seconds = new Date(Math.floor(stamp / 1_000_000) * 1000).toISOString().slice(0, 19);
  const micros = stamp % 1_000_000;
  if (micros === 0) return `${seconds}Z`;
  const fraction = String(micros).padStart(6, "0");
  return `${seconds}.${micros % 1000 === 0 ? fraction.slice(0, 3) : fraction}Z`;
}
