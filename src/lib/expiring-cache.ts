import type { Clock } from "./clock.js";

/** A value and the moment (milliseconds since 1970) from which it must be fetched anew. */
export interface Expiring<T> {
  readonly value: T;
  readonly expiresAt: number;
}

/**
 * An async value that is fetched when it is first asked for and again when it has expired. However many ask, one fetch is
 * under way; a fetch that failed is not remembered, so the next one who asks tries again.
 */
export function cacheUntilExpiry<T>(fetch: () => Promise<Expiring<T>>, clock: Clock): () => Promise<T> {
  let current: Expiring<T> | undefined;
  let pending: Promise<T> | undefined;

  async function renew(): Promise<T> {
    try {
      current = await fetch();
      return current.value;
    } finally {
      pending = undefined;
    }
  }

  return async () => {
    if (current !== undefined && clock.unixMs() < current.expiresAt) return current.value;
    pending ??= renew();
    return pending;
  };
}
