export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Delay before the next retry, after `attempt` earlier retries. The delay doubles with each attempt up to
 * `maxMs`. A random share of up to half is subtracted, so that clients do not retry in step.
 */
export function backoffMs(attempt: number, { firstMs, maxMs }: Backoff): number {
  return Math.min(firstMs * 2 ** attempt, maxMs) * (0.5 + Math.random() / 2);
}
