import { expect, it } from "vitest";
import { createChangeFeed } from "../../src/zitadel/events/change-feed.js";
import { readPages } from "../support/read-history.js";
import { createStoredHistory, type StoredEvent } from "./stored-history.js";
import { createRandom, type Random } from "./random.js";

const firstDate = 1_790_000_000_000_000;

/**
 * The events of random calls. Each call changes some entries of one user at one date, and its events are
 * stored up to `spread` µs apart. With a spread above 0, the events of different calls are interleaved.
 */
function historyOf(random: Random, spread: number): readonly StoredEvent[] {
  const sequences = new Map<string, number>();
  const scheduled: { readonly at: number; readonly event: StoredEvent }[] = [];
  let date = firstDate;
  for (let call = random.below(40); call >= 0; call--) {
    date += 1 + random.below(5);
    const id = `user-${random.below(5)}`;
    let at = date;
    for (let n = random.chance(0.1) ? 40 : random.below(6); n >= 0; n--) {
      const sequence = (sequences.get(id) ?? 0) + 1;
      sequences.set(id, sequence);
      at += random.below(spread + 1);
      scheduled.push({ at, event: { id, sequence, date } });
    }
  }
  return scheduled.toSorted((a, b) => a.at - b.at).map(({ event }) => event);
}

const nameOf = ({ id, sequence }: { readonly id: string; readonly sequence: number }): string =>
  `${id} ${sequence}`;

/** Tests event logs with the seeds `first` to `last`, inclusive. */
export function describeHistories(first: number, last: number): void {
  it.each([0, 1, 20])(
    "reads a random event log completely, in whole dates, with any page size (events stored up to %i µs apart)",
    async (spread) => {
      for (let seed = first; seed <= last; seed++) {
        const random = createRandom(seed);
        const stored = historyOf(random, spread);
        const maxPageEvents = 1 + random.below(12);
        const pages = await readPages(createChangeFeed(createStoredHistory(stored, maxPageEvents)));
        const read = new Set<string>();
        for (const { changes, position = 0 } of pages) {
          const before = read.size;
          for (const it of changes) if ("userId" in it) read.add(nameOf({ ...it, id: it.userId }));
          expect(read.size, `seed ${seed}: twice`).toBe(before + changes.length);
          const expected = stored.filter(({ date }) => date <= position).map(nameOf);
          expect([...read].toSorted(), `seed ${seed}`).toEqual(expected.toSorted());
          expect(changes.map(({ date }) => date)).toEqual(changes.map(({ date }) => date).toSorted());
        }
        expect(read.size, `seed ${seed}`).toBe(stored.length);
      }
    },
  );
}
