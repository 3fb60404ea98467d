/** Numbers for user ids, from 0. Arrays by number take less memory than maps by user id. */
export interface UserNumbers {
  readonly count: number;
  numberOf(userId: string): number | undefined;
  /** The id of the user that has this number. */
  idOf(number: number): string | undefined;
  /** Returns the user's number. A new user gets one that no other user has. */
  add(userId: string): number;
  /** The number may be given to another user. */
  delete(userId: string): void;
  /** Iterations of `userIds` in progress end. */
  clear(): void;
  userIds(): Iterable<string>;
}

/**
 * A Map holds at most 16 million entries, and growing rehashes all of them in one step. Several maps avoid both.
 */
const mapCount = 64;

export function createUserNumbers(): UserNumbers {
  const maps = Array.from({ length: mapCount }, () => new Map<string, number>());
  let ids: (string | undefined)[] = [];
  let unused: number[] = [];
  let count = 0;

  const mapFor = (userId: string): Map<string, number> => {
    const map = maps[hashOf(userId) % mapCount];
    if (map === undefined) throw new RangeError("no map for this hash");
    return map;
  };

  return {
    get count() {
      return count;
    },
    numberOf: (userId) => mapFor(userId).get(userId),
    idOf: (number) => ids[number],
    add(userId) {
      const map = mapFor(userId);
      const existing = map.get(userId);
      if (existing !== undefined) return existing;
      const number = unused.pop() ?? ids.length;
      map.set(userId, number);
      ids[number] = userId;
      count++;
      return number;
    },
    delete(userId) {
      const map = mapFor(userId);
      const number = map.get(userId);
      if (number === undefined) return;
      map.delete(userId);
      ids[number] = undefined;
      unused.push(number);
      count--;
    },
    clear() {
      for (const map of maps) map.clear();
      ids = [];
      unused = [];
      count = 0;
    },
    *userIds() {
      for (const map of maps) yield* map.keys();
    },
  };
}

/** Hashes the last characters, in which user ids differ most. */
function hashOf(userId: string): number {
  let hash = 0;
  for (let i = Math.max(0, userId.length - 6); i < userId.length; i++)
    hash = hash * 31 + userId.charCodeAt(i);
  return hash >>> 0;
}
