import type { Clock } from "../../../lib/clock.js";

/** How long userinfo and tokens may lag behind a write: some 20 ms were seen, this leaves room. */
const windowMs = 5000;

/** Who was written to through this process a moment ago: only the fact, no data. */
export interface RecentWrites {
  add(ownerId: string): void;
  has(ownerId: string): boolean;
}

export function createRecentWrites(clock: Clock): RecentWrites {
  // In the order of time, because an owner who is written to again is put at the end.
  const writtenAt = new Map<string, number>();

  function prune(): void {
    const oldest = clock.now() - windowMs;
    for (const [ownerId, at] of writtenAt) {
      if (at > oldest) return;
      writtenAt.delete(ownerId);
    }
  }

  return {
    add(ownerId) {
      prune();
      writtenAt.delete(ownerId);
      writtenAt.set(ownerId, clock.now());
    },
    has(ownerId) {
      prune();
      return writtenAt.has(ownerId);
    },
  };
}
