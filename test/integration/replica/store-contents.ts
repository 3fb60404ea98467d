import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../../../src/replica/store/checkpoint.js";
import type { ReplicaStore } from "../../../src/replica/store/store.js";
import { batchOf, initialCheckpoint, valuesIn } from "./batch.js";
import { whileLeading } from "./while-leading.js";

const manyUsers = 2500;

/** Tests of stored data that every store passes. */
export function describeContents(start: () => Promise<ReplicaStore>): void {
  describe("stored data", () => {
    it("is empty initially", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        expect(await writer.checkpoint()).toBeUndefined();
        expect(await writer.removedOrganizations()).toEqual(new Map());
        expect(await writer.records(["ada"])).toEqual([undefined]);
        expect(await writer.userIdsIn("acme")).toEqual([]);
      });
      expect(await store.read(["ada"])).toEqual({
        ageMs: undefined,
        records: [undefined],
        pendingWrites: [undefined],
      });
    });

    it("is returned in the order of the requested ids, to the leader and to other readers", async () => {
      await using store = await start();
      const ids = ["bob", "unknown", "ada", "bob"];
      const records = await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({ "acme/ada": "of ada", "acme/bob": "of bob" }));
        return writer.records(ids);
      });
      expect(valuesIn(records)).toEqual(["of bob", undefined, "of ada", "of bob"]);
      expect((await store.read(ids))?.records).toEqual(records);
    });

    it("can be read with no ids", async () => {
      await using store = await start();
      const records = await whileLeading(store, (writer) => writer.records([]));
      expect(records).toEqual([]);
      expect(await store.read([])).toEqual({ ageMs: undefined, records: [], pendingWrites: [] });
    });

    it("is returned byte for byte", async () => {
      await using store = await start();
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      const batch = batchOf({ "acme/ada": bytes });
      await whileLeading(store, (writer) => writer.apply(batch));
      expect((await store.read(["ada"]))?.records).toEqual([batch.users.get("ada")?.bytes]);
    });

    it("is found by ids with any characters", async () => {
      await using store = await start();
      const ids = ["__proto__", "constructor", "ümläut 🦉", "a\0b", "a b\r\n", "settled", "records"];
      await whileLeading(store, async (writer) => {
        expect(await writer.records(ids)).toEqual(ids.map(() => undefined));
        await writer.apply(batchOf(Object.fromEntries(ids.map((id) => [`acme/${id}`, `of ${id}`]))));
        expect([...(await writer.userIdsIn("acme"))].sort()).toEqual([...ids].sort());
      });
      expect(valuesIn((await store.read(ids))?.records)).toEqual(ids.map((id) => `of ${id}`));
    });

    it("is replaced and deleted by later batches", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({ "acme/ada": "old", "acme/bob": "old", "acme/eve": "old" }));
        await writer.apply(batchOf({ "acme/ada": "new", "acme/bob": null, "acme/unknown": null }));
      });
      const page = await store.read(["ada", "bob", "eve", "unknown"]);
      expect(valuesIn(page?.records)).toEqual(["new", undefined, "old", undefined]);
    });

    it("accepts thousands of users in one batch", async () => {
      await using store = await start();
      const ids = Array.from({ length: manyUsers }, (_, n) => `user-${n}`);
      const all = Object.fromEntries(ids.map((id) => [`acme/${id}`, `of ${id}`]));
      await whileLeading(store, (writer) => writer.apply(batchOf(all)));
      expect(valuesIn((await store.read(ids))?.records)).toEqual(Object.values(all));
      const none = Object.fromEntries(ids.map((id) => [`acme/${id}`, null]));
      await whileLeading(store, (writer) => writer.apply(batchOf(none)));
      expect((await store.size())?.users).toBe(0);
    });

    it.each<[string, Checkpoint]>([
      ["undefined fields", initialCheckpoint],
      [
        "all fields",
        {
          lowWatermark: 1_700_000_000_000_001,
          head: { id: "ada", sequence: 7, date: 1_700_000_000_000_000 },
          isComplete: true,
        },
      ],
    ])("includes the checkpoint of the last batch, with %s", async (_, checkpoint) => {
      await using store = await start();
      await whileLeading(store, (writer) => writer.apply(batchOf({}, { checkpoint })));
      expect(await whileLeading(store, (writer) => writer.checkpoint())).toEqual(checkpoint);
    });

    it("includes removed organizations", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({}, { removedOrganizations: new Map([["acme", 1]]) }));
        await writer.apply(
          batchOf({}, { removedOrganizations: new Map([["globex", 1_700_000_000_000_001]]) }),
        );
        await writer.apply(batchOf({ "initech/ada": "of ada" }));
        expect(await writer.removedOrganizations()).toEqual(
          new Map([
            ["acme", 1],
            ["globex", 1_700_000_000_000_001],
          ]),
        );
      });
    });

    it("lists the users of an organization", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({ "acme/ada": "a", "acme/bob": "b", "acme2/eve": "e", "acm/dan": "d" }));
        expect([...(await writer.userIdsIn("acme"))].sort()).toEqual(["ada", "bob"]);
        await writer.apply(batchOf({ "acme/bob": null }));
        expect(await writer.userIdsIn("acme")).toEqual(["ada"]);
        expect(await writer.userIdsIn("globex")).toEqual([]);
      });
    });

    it("has a user count and a size in bytes", async () => {
      await using store = await start();
      const record = "x".repeat(300);
      const all = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`acme/${n}`, record]));
      await whileLeading(store, (writer) => writer.apply(batchOf(all)));
      const size = await store.size();
      expect(size?.users).toBe(100);
      expect(size?.bytes).toBeGreaterThan(100 * 300);
      expect(size?.bytes).toBeLessThan(2_000_000);
    });

    it("lists the id of each user once, in batches", async () => {
      await using store = await start();
      const ids = Array.from({ length: manyUsers }, (_, n) => `user-${n}`);
      const all = Object.fromEntries(ids.map((id, n) => [`${n % 2 ? "acme" : "globex"}/${id}`, "x"]));
      await whileLeading(store, (writer) => writer.apply(batchOf(all)));
      const batches: (readonly string[])[] = [];
      for await (const batch of store.userIds()) batches.push(batch);
      expect(batches.flat().sort()).toEqual(ids.sort());
      expect(batches.length).toBeGreaterThan(1);
    });
  });
}
