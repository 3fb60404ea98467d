import type { Memory } from "./child.js";

const mebibyte = 1024 * 1024;
/** Shorter runs are not checked for memory growth, because they are still warming up. */
const minMemoryCheckMs = 5 * 60_000;
const maxViolations = 20;

/** The counts, latencies, memory figures and violations of a soak test. */
export class SoakStats {
  readonly #startedAt = performance.now();
  readonly #operations = new Map<string, number>();
  readonly #codes = new Map<string, number>();
  readonly #latencies: number[] = [];
  readonly #heap: number[] = [];
  readonly #rss: number[] = [];
  readonly #violations: string[] = [];
  #violationCount = 0;
  #calls = 0;

  recordResponse(operation: string, codes: readonly string[], ms: number): void {
    count(this.#operations, operation);
    for (const code of codes.length === 0 ? ["no error"] : new Set(codes)) count(this.#codes, code);
    this.#latencies.push(ms);
  }

  recordCalls(calls: number): void {
    this.#calls += calls;
  }

  recordMemory({ heapUsed, rss }: Memory): void {
    this.#heap.push(heapUsed / mebibyte);
    this.#rss.push(rss / mebibyte);
  }

  recordViolation(message: string): void {
    this.#violationCount++;
    if (this.#violations.length < maxViolations) this.#violations.push(message);
  }

  /** Returns the report. The test has passed if there are no violations. */
  report(): { readonly text: string; readonly passed: boolean } {
    const ms = performance.now() - this.#startedAt;
    if (ms >= minMemoryCheckMs) this.#checkMemoryGrowth();
    const sorted = this.#latencies.sort((a, b) => a - b);
    const percentile = (share: number): string =>
      `${(sorted[Math.floor(sorted.length * share)] ?? 0).toFixed()} ms`;
    const lines = [
      `${(ms / 1000).toFixed()} s, ${sorted.length} requests (${formatCounts(this.#operations)})`,
      `requests by code: ${formatCounts(this.#codes)}`,
      `calls to ZITADEL: ${this.#calls}`,
      `latency: p50 ${percentile(0.5)}, p95 ${percentile(0.95)}, p99 ${percentile(0.99)}, max ${(sorted.at(-1) ?? 0).toFixed()} ms`,
      `heap after collection, MiB: ${formatSeries(this.#heap)}`,
      `resident memory, MiB: ${formatSeries(this.#rss)}`,
      `violations: ${this.#violationCount}`,
      ...this.#violations.map((message) => `  ${message}`),
    ];
    return { text: lines.join("\n"), passed: this.#violationCount === 0 };
  }

  #checkMemoryGrowth(): void {
    const third = Math.floor(this.#heap.length / 3);
    const first = median(this.#heap.slice(0, third));
    const last = median(this.#heap.slice(-third));
    if (last > first * 1.3 + 20)
      this.recordViolation(`heap growth: from ${first.toFixed()} to ${last.toFixed()} MiB`);
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function formatCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} ${times}`)
    .join(", ");
}

/** Formats about twenty of the values, enough to show the trend. */
function formatSeries(values: readonly number[]): string {
  const step = Math.max(1, Math.floor(values.length / 20));
  return values
    .filter((_, index) => index % step === 0)
    .map((value) => value.toFixed())
    .join(" ");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
