import { describe, expect, it } from "vitest";
import { createRecordArena } from "../../../src/replica/store/memory/record-arena.js";
import { createRandom } from "../../property/random.js";

describe("the record arena", () => {
  it("returns the last record set, after any replacements, deletions and compactions", () => {
    const random = createRandom(7);
    const records = createRecordArena();
    const model = new Map<string, Buffer>();
    for (let step = 0; step < 40_000; step++) {
      const id = `${random.below(2000)}${random.chance(0.1) ? "ü🦉" : ""}`;
      if (random.chance(0.2)) {
        records.delete(id);
        model.delete(id);
      } else {
        const size = random.chance(0.001) ? 2_500_000 : random.below(400);
        const record = Buffer.alloc(size, step % 256);
        records.set(id, record);
        model.set(id, record);
      }
    }
    expect(records.count).toBe(model.size);
    expect([...records.userIds()].sort()).toEqual([...model.keys()].sort());
    const wrong = [...model].filter(([id, record]) => records.get(id)?.equals(record) !== true);
    expect(wrong).toEqual([]);
  });

  it("uses at most 1.5 times the size of its records, however often they are replaced", () => {
    const records = createRecordArena();
    const users = 20_000;
    for (let round = 0; round < 30; round++) {
      for (let n = 0; n < users; n++) {
        // Some records are written in each round, others once.
        if (round === 0 || n % (round + 1) === 0) records.set(String(n), Buffer.alloc(250));
      }
    }
    for (let round = 0; round < 20_000; round++) records.set("1", Buffer.alloc(250));
    expect(records.bytes).toBeLessThan(1.5 * users * (250 + 8 + 5 + 100) + 2 * 1024 * 1024);
  });

  it("does not change a record after it was read", () => {
    const records = createRecordArena();
    records.set("ada", Buffer.from("first"));
    const read = records.get("ada");
    for (let n = 0; n < 20_000; n++) records.set("ada", Buffer.alloc(300, n % 256));
    expect(String(read)).toBe("first");
  });

  it("drops all records when cleared, ends running iterations, and accepts new records", () => {
    const records = createRecordArena();
    for (let n = 0; n < 10_000; n++) records.set(String(n), Buffer.alloc(300));
    const iterator = records.userIds()[Symbol.iterator]();
    iterator.next();
    const read = records.get("7");
    records.clear();
    expect(iterator.next().done).toBe(true);
    expect([records.count, records.bytes, records.get("7")]).toEqual([0, 0, undefined]);
    records.set("7", Buffer.from("again"));
    expect(String(records.get("7"))).toBe("again");
    expect(read).toEqual(Buffer.alloc(300));
  });
});
