import type { Clock } from "./clock.js";

/** A value and its expiry time in milliseconds since 1970. */
export interface Expiring<T> {
  readonly value: T;
  readonly expiresAt: number;
}

/**
 * Caches an async value until it expires. Concurrent calls share one fetch. A failed fetch is not cached: the
 * next call fetches again.
 */
export function cacheUntilExpiry<T>(fetch: () => Promise<Expiring<T>>, clock: Clock): () => Promise<T> {
  let current: Expiring<T> | undefined;
  let pending: Promise<T> | undefined;

  async function refresh(): Promise<T> {
    try {
      current = await fetch();
      return current.value;
    } finally {
      pending = undefined;
    }
  }

  return async () => {
    if (current !== undefined && clock.unixMs() < current.expiresAt) return current.value;
    pending ??= refresh();
    return pending;
  };
}
