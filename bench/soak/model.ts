/** What a key may hold: a value, or nothing. */
type Value = string | undefined;

export type WriteOutcome = "done" | "not done" | "unknown";

interface Write {
  readonly value: Value;
  readonly begin: number;
  end: number;
  outcome: WriteOutcome | "under way";
}

/** How long after its answer a write of unknown outcome may still be carried out: requests can be held up for so long. */
const lateMs = 1000;
/** No request takes as long as this: what was overwritten before is of no interest. */
const memoryMs = 60_000;

/** What is known of all keys of all users: each may hold what any write has put there that no other one has certainly replaced. */
export class Model {
  readonly #writes = new Map<string, Write[]>();

  /** A write is sent; what is returned is told how it ended. */
  begin(ownerId: string, key: string, value: Value): (outcome: WriteOutcome) => void {
    const write: Write = { value, begin: performance.now(), end: Infinity, outcome: "under way" };
    this.#of(ownerId, key).push(write);
    return (outcome) => {
      write.outcome = outcome;
      write.end = performance.now() + (outcome === "unknown" ? lateMs : 0);
      this.#forget(ownerId, key);
    };
  }

  /** Why nobody can have seen this between the two moments; undefined when they can. */
  objection(ownerId: string, key: string, value: Value, start: number, end: number): string | undefined {
    const writes = this.#of(ownerId, key);
    const candidates = writes.filter((write) => write.value === value && write.begin <= end);
    const isPossible = candidates.some(
      (write) => write.outcome !== "not done" && !isReplaced(write, writes, start),
    );
    if (isPossible) return undefined;
    const known = writes.map(({ value: put, begin, end: ended, outcome }) => {
      return `${put ?? "nothing"} ${outcome} ${(begin - start).toFixed()}..${(ended - start).toFixed()}`;
    });
    return `${ownerId} ${key} is ${value ?? "nothing"}, read 0..${(end - start).toFixed()}: ${known.join("; ")}`;
  }

  /** All keys of this user that were ever written. */
  keysOf(ownerId: string): string[] {
    const prefix = `${ownerId}/`;
    return [...this.#writes.keys()].flatMap((name) =>
      name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
    );
  }

  #of(ownerId: string, key: string): Write[] {
    const name = `${ownerId}/${key}`;
    const known = this.#writes.get(name) ?? [
      { value: undefined, begin: -Infinity, end: -Infinity, outcome: "done" },
    ];
    this.#writes.set(name, known);
    return known;
  }

  #forget(ownerId: string, key: string): void {
    const writes = this.#of(ownerId, key);
    const longAgo = performance.now() - memoryMs;
    const kept = writes.filter(
      (write) =>
        !isReplaced(write, writes, longAgo) && !(write.outcome === "not done" && write.end < longAgo),
    );
    this.#writes.set(`${ownerId}/${key}`, kept);
  }
}

/** Whether another write that was done began after this one had ended, and was over by then. */
function isReplaced(write: Write, writes: readonly Write[], by: number): boolean {
  return writes.some(({ outcome, begin, end }) => outcome === "done" && begin > write.end && end < by);
}
