import { LRUCache } from "lru-cache";
import type { Clock } from "../../lib/clock.js";

/** Creates a cache of at most `maxEntries` texts. It drops each after `ttlMs`. */
export function createTtlCache<Value extends string | true>(
  maxEntries: number,
  ttlMs: number,
  clock: Clock,
): LRUCache<string, Value> {
  return new LRUCache({
    // With `max`, lru-cache would allocate the memory of all entries in advance.
    maxSize: maxEntries,
    sizeCalculation: () => 1,
    ttl: ttlMs,
    ttlResolution: 0,
    perf: clock,
  });
}
