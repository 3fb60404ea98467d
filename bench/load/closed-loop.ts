/** The amount of load. */
export interface LoadOptions {
  /** The number of clients. Each sends its next request after the response to its last one. */
  readonly clients: number;
  /** No client starts a request after this time. */
  readonly durationMs: number;
  /** The minimum number of requests, also after `durationMs`. */
  readonly minRequests: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly elapsedMs: number;
  /** The response times of all requests in ms, in ascending order. */
  readonly latencies: readonly number[];
}

/** Sends requests, numbered from `first`. Each client has one request in flight. */
export async function closedLoop(
  { clients, durationMs, minRequests }: LoadOptions,
  first: number,
  send: (number: number) => Promise<void>,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  let started = 0;

  async function client(): Promise<void> {
    while (started < minRequests || performance.now() - startedAt < durationMs) {
      const sentAt = performance.now();
      await send(first + started++);
      latencies.push(performance.now() - sentAt);
    }
  }

  await Promise.all(Array.from({ length: clients }, client));
  return {
    requests: latencies.length,
    elapsedMs: performance.now() - startedAt,
    latencies: latencies.sort((a, b) => a - b),
  };
}
