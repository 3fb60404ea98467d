/** The value of a key. Undefined: the key does not exist. */
type Value = string | undefined;

export type WriteOutcome = "success" | "failed" | "unknown";

interface Write {
  readonly value: Value;
  readonly start: number;
  end: number;
  outcome: WriteOutcome | "pending";
}

/**
 * A write with an unknown outcome may still be executed for this long after its response: faults delay
 * requests.
 */
const maxDelayMs = 1000;
/** Longer than any request. Older writes that were overwritten are dropped. */
const retentionMs = 60_000;

/**
 * The possible values of all keys of all users. A key may have the value of any write, unless a later write
 * has certainly overwritten it.
 */
export class Model {
  readonly #writes = new Map<string, Write[]>();

  /** Records that a write is sent. The returned function records its outcome. */
  recordWrite(userId: string, key: string, value: Value): (outcome: WriteOutcome) => void {
    const write: Write = { value, start: performance.now(), end: Infinity, outcome: "pending" };
    this.#writesOf(userId, key).push(write);
    return (outcome) => {
      write.outcome = outcome;
      write.end = performance.now() + (outcome === "unknown" ? maxDelayMs : 0);
      this.#dropOldWrites(userId, key);
    };
  }

  /** Explains why the key cannot have had this value between the two times. Undefined if it can. */
  explainViolation(
    userId: string,
    key: string,
    value: Value,
    start: number,
    end: number,
  ): string | undefined {
    const writes = this.#writesOf(userId, key);
    const candidates = writes.filter((write) => write.value === value && write.start <= end);
    const isPossible = candidates.some(
      (write) => write.outcome !== "failed" && !isOverwritten(write, writes, start),
    );
    if (isPossible) return undefined;
    const history = writes.map((write) => {
      const interval = `${(write.start - start).toFixed()}..${(write.end - start).toFixed()}`;
      return `${write.value ?? "(none)"} ${write.outcome} ${interval}`;
    });
    return `${userId} ${key} is ${value ?? "(none)"}, read 0..${(end - start).toFixed()}, writes: ${history.join("; ")}`;
  }

  /** All keys of this user that were ever written. */
  keysOf(userId: string): string[] {
    const prefix = `${userId}/`;
    return [...this.#writes.keys()].flatMap((name) =>
      name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
    );
  }

  #writesOf(userId: string, key: string): Write[] {
    const name = `${userId}/${key}`;
    const writes = this.#writes.get(name) ?? [
      { value: undefined, start: -Infinity, end: -Infinity, outcome: "success" },
    ];
    this.#writes.set(name, writes);
    return writes;
  }

  #dropOldWrites(userId: string, key: string): void {
    const writes = this.#writesOf(userId, key);
    const cutoff = performance.now() - retentionMs;
    const retained = writes.filter(
      (write) => !isOverwritten(write, writes, cutoff) && !(write.outcome === "failed" && write.end < cutoff),
    );
    this.#writes.set(`${userId}/${key}`, retained);
  }
}

/** Whether another successful write was sent after the end of this one, and ended before `time`. */
function isOverwritten(write: Write, writes: readonly Write[], time: number): boolean {
  return writes.some(({ outcome, start, end }) => outcome === "success" && start > write.end && end < time);
}
