import type { Clock } from "../../../lib/clock.js";

/**
 * How long userinfo and newly issued tokens may lag behind a write. The measured lag is about 20 ms; this
 * value leaves a margin.
 */
const windowMs = 5000;

/** Users that this process has written to recently. Only their ids are stored. */
export interface RecentWrites {
  add(userId: string): void;
  has(userId: string): boolean;
}

export function createRecentWrites(clock: Clock): RecentWrites {
  // Ordered by time: another write to the same user moves it to the end.
  const writtenAt = new Map<string, number>();

  function prune(): void {
    const cutoff = clock.now() - windowMs;
    for (const [userId, time] of writtenAt) {
      if (time > cutoff) return;
      writtenAt.delete(userId);
    }
  }

  return {
    add(userId) {
      prune();
      writtenAt.delete(userId);
      writtenAt.set(userId, clock.now());
    },
    has(userId) {
      prune();
      return writtenAt.has(userId);
    },
  };
}
