/** A random sample of the users read recently. Users that are read more often are more likely to be in it. */
export interface ReadSample {
  /** Adds the users of one read. */
  add(userIds: readonly string[]): void;
  /** Returns the sample and starts a new one. */
  take(): readonly string[];
}

export function createReadSample(size: number): ReadSample {
  let sample: string[] = [];
  let reads = 0;
  return {
    add(userIds) {
      // One user per read: a page of 1,000 users would need 1,000 random numbers.
      const userId = userIds[Math.floor(Math.random() * userIds.length)];
      if (userId === undefined) return;
      reads++;
      if (sample.length < size) {
        sample.push(userId);
        return;
      }
      const index = Math.floor(Math.random() * reads);
      if (index < size) sample[index] = userId;
    },
    take() {
      const taken = sample;
      sample = [];
      reads = 0;
      return [...new Set(taken)];
    },
  };
}
