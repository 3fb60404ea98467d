import type { Clock } from "../../lib/clock.js";
import { shareInFlight } from "../../lib/share-in-flight.js";

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
  const refresh = shareInFlight(async () => {
    current = await fetch();
    return current.value;
  });
  return async () =>
    current !== undefined && clock.unixMs() < current.expiresAt ? current.value : refresh();
}
