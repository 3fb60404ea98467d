/** Some of the owners that were read since the last time: those read most are the most probable. */
export interface ReadSample {
  add(ownerIds: readonly string[]): void;
  take(): readonly string[];
}

export function createReadSample(size: number): ReadSample {
  let sample: string[] = [];
  let seen = 0;
  return {
    add(ownerIds) {
      // One of each page, or a page of a thousand would cost a thousand draws.
      const ownerId = ownerIds[Math.floor(Math.random() * ownerIds.length)];
      if (ownerId === undefined) return;
      seen++;
      if (sample.length < size) {
        sample.push(ownerId);
        return;
      }
      const place = Math.floor(Math.random() * seen);
      if (place < size) sample[place] = ownerId;
    },
    take() {
      const taken = sample;
      sample = [];
      seen = 0;
      return [...new Set(taken)];
    },
  };
}
