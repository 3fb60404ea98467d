import type { Clock } from "../lib/clock.js";
import { hashBytes } from "../lib/hash.js";
import type { Entry } from "./input.js";
import type { EntryMatch } from "./source.js";

/** Maximum number of values that are kept; the oldest are dropped first. About 4 MB. */
const maxEntries = 20_000;
/** Maximum number of users that one search returns; the last written ones. */
const maxFound = 1000;

/**
 * The users to which this process has written recently, by the entries that were set. A search lags behind
 * writes, so it adds these users to its own. Values are kept as hashes.
 */
export interface RecentEntries {
  add(userId: string, entries: readonly Entry[]): void;
  /** The users that may have such an entry since a recent write. */
  find(match: EntryMatch): readonly string[];
}

interface RecentEntry {
  readonly userId: string;
  readonly key: string;
  readonly hash: number;
  readonly expiresAt: number;
}

/** Searches in ZITADEL lag about 20 ms behind writes; this value leaves a margin. */
const zitadelLagMs = 5000;

/** `windowMs`: how long a search may lag behind a write. */
export function createRecentEntries(clock: Clock, windowMs = zitadelLagMs): RecentEntries {
  /** The last write of each user's key, ordered by time. */
  const recent = new Map<string, RecentEntry>();

  function prune(): void {
    const now = clock.now();
    for (const [id, { expiresAt }] of recent) {
      if (expiresAt > now && recent.size <= maxEntries) return;
      recent.delete(id);
    }
  }

  return {
    add(userId, entries) {
      const expiresAt = clock.now() + windowMs;
      for (const { key, bytes } of entries) {
        const id = `${userId} ${key}`;
        // Moves the entry to the end.
        recent.delete(id);
        recent.set(id, { userId, key, hash: hashBytes(bytes), expiresAt });
      }
      prune();
    },
    find({ key, values }) {
      prune();
      if (recent.size === 0) return [];
      const hashes = values && new Set(values.map(hashBytes));
      const found = new Set<string>();
      for (const entry of recent.values()) {
        if (entry.key === key && hashes?.has(entry.hash) !== false) found.add(entry.userId);
      }
      return [...found].slice(-maxFound);
    },
  };
}
