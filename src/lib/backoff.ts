export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** How long to wait before a retry, after `attempt` earlier ones: doubled each time, less a random part of up to a half, so that clients spread. */
export function backoffMs(attempt: number, { firstMs, maxMs }: Backoff): number {
  return Math.min(firstMs * 2 ** attempt, maxMs) * (0.5 + Math.random() / 2);
}
