/** How much load. */
export interface Amount {
  /** Each sends its next request when its last one was answered. */
  readonly clients: number;
  /** No request begins after this. */
  readonly ms: number;
  /** But so many are made in any case. */
  readonly atLeast: number;
}

export interface Loaded {
  readonly requests: number;
  readonly elapsedMs: number;
  /** Of every request, in ms, shortest first. */
  readonly latencies: readonly number[];
}

/** Makes requests, which are numbered from `first`, one after the other for each client. */
export async function closedLoop(
  { clients, ms, atLeast }: Amount,
  first: number,
  ask: (number: number) => Promise<void>,
): Promise<Loaded> {
  const latencies: number[] = [];
  const begunAt = performance.now();
  let begun = 0;

  async function client(): Promise<void> {
    while (begun < atLeast || performance.now() - begunAt < ms) {
      const sentAt = performance.now();
      await ask(first + begun++);
      latencies.push(performance.now() - sentAt);
    }
  }

  await Promise.all(Array.from({ length: clients }, client));
  return {
    requests: latencies.length,
    elapsedMs: performance.now() - begunAt,
    latencies: latencies.sort((a, b) => a - b),
  };
}
