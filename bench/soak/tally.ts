import type { Memory } from "./child.js";

const mebibyte = 1024 * 1024;
/** A run that is shorter has not even warmed up. */
const shortestForMemoryMs = 5 * 60_000;
const mostViolations = 20;

/** What was seen, and what of it must not be. */
export class Tally {
  readonly #begunAt = performance.now();
  readonly #operations = new Map<string, number>();
  readonly #codes = new Map<string, number>();
  readonly #latencies: number[] = [];
  readonly #heap: number[] = [];
  readonly #rss: number[] = [];
  readonly #violations: string[] = [];
  #violationCount = 0;
  #calls = 0;

  answered(operation: string, codes: readonly string[], ms: number): void {
    count(this.#operations, operation);
    for (const code of codes.length === 0 ? ["no error"] : new Set(codes)) count(this.#codes, code);
    this.#latencies.push(ms);
  }

  called(calls: number): void {
    this.#calls += calls;
  }

  sampled({ heapUsed, rss }: Memory): void {
    this.#heap.push(heapUsed / mebibyte);
    this.#rss.push(rss / mebibyte);
  }

  violation(words: string): void {
    this.#violationCount++;
    if (this.#violations.length < mostViolations) this.#violations.push(words);
  }

  /** Ends the account: the text of it, and whether all was well. */
  report(): { readonly text: string; readonly isGood: boolean } {
    const ms = performance.now() - this.#begunAt;
    if (ms >= shortestForMemoryMs) this.#judgeMemory();
    const sorted = this.#latencies.sort((a, b) => a - b);
    const at = (share: number): string => `${(sorted[Math.floor(sorted.length * share)] ?? 0).toFixed()} ms`;
    const lines = [
      `${(ms / 1000).toFixed()} s, ${sorted.length} requests (${tell(this.#operations)})`,
      `requests by code: ${tell(this.#codes)}`,
      `calls upstream: ${this.#calls}`,
      `latency: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${(sorted.at(-1) ?? 0).toFixed()} ms`,
      `heap after collection, MiB: ${curve(this.#heap)}`,
      `resident memory, MiB: ${curve(this.#rss)}`,
      `violations: ${this.#violationCount}`,
      ...this.#violations.map((words) => `  ${words}`),
    ];
    return { text: lines.join("\n"), isGood: this.#violationCount === 0 };
  }

  #judgeMemory(): void {
    const third = Math.floor(this.#heap.length / 3);
    const first = median(this.#heap.slice(0, third));
    const last = median(this.#heap.slice(-third));
    if (last > first * 1.3 + 20)
      this.violation(`the heap grew from ${first.toFixed()} to ${last.toFixed()} MiB`);
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function tell(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} ${times}`)
    .join(", ");
}

/** Some twenty points of it are enough to see where it goes. */
function curve(values: readonly number[]): string {
  const step = Math.max(1, Math.floor(values.length / 20));
  return values
    .filter((_, index) => index % step === 0)
    .map((value) => value.toFixed())
    .join(" ");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
