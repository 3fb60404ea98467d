import { describe, expect, it, vi } from "vitest";
import type { Position } from "../../src/replica/position.js";
import type { ReplicaStore } from "../../src/replica/store.js";
import { batchOf, beginning } from "./batch.js";
import { whileLeading } from "./while-leading.js";

const many = 2500;

/** What every store does, wherever it keeps things. `start` starts one with nothing in it. */
export function describeStore(start: () => Promise<ReplicaStore>): void {
  describe("what is in it", () => {
    it("is nothing at first", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        expect(await writer.position()).toBeUndefined();
        expect(await writer.removedOrganisations()).toEqual(new Map());
        expect(await writer.records(["ada"])).toEqual([undefined]);
        expect(await writer.ownersIn("acme")).toEqual([]);
      });
      expect(await store.read(["ada"])).toEqual({
        ageMs: undefined,
        records: [undefined],
        awaited: [undefined],
      });
    });

    it("is read in the order of the owners, for the leader as for everybody", async () => {
      await using store = await start();
      const ids = ["bob", "nobody", "ada", "bob"];
      const records = await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({ "acme/ada": "of ada", "acme/bob": "of bob" }));
        return writer.records(ids);
      });
      expect(records.map(String)).toEqual(["of bob", "undefined", "of ada", "of bob"]);
      expect((await store.read(ids))?.records).toEqual(records);
    });

    it("may be asked for nobody", async () => {
      await using store = await start();
      const records = await whileLeading(store, (writer) => writer.records([]));
      expect(records).toEqual([]);
      expect(await store.read([])).toEqual({ ageMs: undefined, records: [], awaited: [] });
    });

    it("comes back byte for byte", async () => {
      await using store = await start();
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      await whileLeading(store, (writer) => writer.apply(batchOf({ "acme/ada": bytes })));
      expect((await store.read(["ada"]))?.records).toEqual([bytes]);
    });

    it("is found by any id", async () => {
      await using store = await start();
      const ids = ["__proto__", "constructor", "ümläut 🦉", "a\0b", "a b\r\n", "reached", "owners"];
      await whileLeading(store, async (writer) => {
        expect(await writer.records(ids)).toEqual(ids.map(() => undefined));
        await writer.apply(batchOf(Object.fromEntries(ids.map((id) => [`acme/${id}`, `of ${id}`]))));
        expect([...(await writer.ownersIn("acme"))].sort()).toEqual([...ids].sort());
      });
      expect((await store.read(ids))?.records.map(String)).toEqual(ids.map((id) => `of ${id}`));
    });

    it("is replaced and taken out by later batches", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({ "acme/ada": "old", "acme/bob": "old", "acme/eve": "old" }));
        await writer.apply(batchOf({ "acme/ada": "new", "acme/bob": null, "acme/nobody": null }));
      });
      const page = await store.read(["ada", "bob", "eve", "nobody"]);
      expect(page?.records.map(String)).toEqual(["new", "undefined", "old", "undefined"]);
    });

    it("takes thousands in one batch", async () => {
      await using store = await start();
      const ids = Array.from({ length: many }, (_, n) => `owner-${n}`);
      const all = Object.fromEntries(ids.map((id) => [`acme/${id}`, `of ${id}`]));
      await whileLeading(store, (writer) => writer.apply(batchOf(all)));
      expect((await store.read(ids))?.records.map(String)).toEqual(Object.values(all));
      const none = Object.fromEntries(ids.map((id) => [`acme/${id}`, null]));
      await whileLeading(store, (writer) => writer.apply(batchOf(none)));
      expect((await store.size())?.owners).toBe(0);
    });

    it.each<[string, Position]>([
      ["nothing", beginning],
      [
        "everything",
        {
          reached: 1_700_000_000_000_002,
          settled: 1_700_000_000_000_001,
          anchor: { id: "ada", sequence: 7, date: 1_700_000_000_000_000 },
          isFilled: true,
        },
      ],
    ])("has the position of the last batch, with %s in it", async (_, position) => {
      await using store = await start();
      await whileLeading(store, (writer) => writer.apply(batchOf({}, { position })));
      expect(await whileLeading(store, (writer) => writer.position())).toEqual(position);
    });

    it("remembers organisations that are gone", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({}, { removedOrganisations: new Map([["acme", 1]]) }));
        await writer.apply(
          batchOf({}, { removedOrganisations: new Map([["globex", 1_700_000_000_000_001]]) }),
        );
        await writer.apply(batchOf({ "initech/ada": "of ada" }));
        expect(await writer.removedOrganisations()).toEqual(
          new Map([
            ["acme", 1],
            ["globex", 1_700_000_000_000_001],
          ]),
        );
      });
    });

    it("tells who is in an organisation", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({ "acme/ada": "a", "acme/bob": "b", "acme2/eve": "e", "acm/dan": "d" }));
        expect([...(await writer.ownersIn("acme"))].sort()).toEqual(["ada", "bob"]);
        await writer.apply(batchOf({ "acme/bob": null }));
        expect(await writer.ownersIn("acme")).toEqual(["ada"]);
        expect(await writer.ownersIn("globex")).toEqual([]);
      });
    });

    it("can be counted and measured", async () => {
      await using store = await start();
      const record = "x".repeat(300);
      const all = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`acme/${n}`, record]));
      await whileLeading(store, (writer) => writer.apply(batchOf(all)));
      const size = await store.size();
      expect(size?.owners).toBe(100);
      expect(size?.bytes).toBeGreaterThan(100 * 300);
      expect(size?.bytes).toBeLessThan(100 * 1000);
    });

    it("can be gone through, each owner once", async () => {
      await using store = await start();
      const ids = Array.from({ length: many }, (_, n) => `owner-${n}`);
      const all = Object.fromEntries(ids.map((id, n) => [`${n % 2 ? "acme" : "globex"}/${id}`, "x"]));
      await whileLeading(store, (writer) => writer.apply(batchOf(all)));
      const batches: (readonly string[])[] = [];
      for await (const batch of store.owners()) batches.push(batch);
      expect(batches.flat().sort()).toEqual(ids.sort());
      expect(batches.length).toBeGreaterThan(1);
    });
  });

  describe("its age", () => {
    it("grows from what it was said to be", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({}));
        expect((await store.read([]))?.ageMs).toBeUndefined();
        await writer.complete(5000);
      });
      const first = (await store.read([]))?.ageMs ?? 0;
      expect(first).toBeGreaterThanOrEqual(4999);
      expect(first).toBeLessThan(60_000);
      await vi.waitFor(async () => {
        expect((await store.read([]))?.ageMs).toBeGreaterThan(first);
      });
      await whileLeading(store, (writer) => writer.complete(0));
      expect((await store.read([]))?.ageMs).toBeLessThan(first);
    });
  });

  describe("when it is cleared", () => {
    it("has nothing, but for the writes that are awaited", async () => {
      await using store = await start();
      await store.awaitWrite("ada", { changedAt: 5 }, 60_000);
      await whileLeading(store, async (writer) => {
        const position = { ...beginning, reached: 1, isFilled: true };
        await writer.apply(
          batchOf({ "acme/ada": "x" }, { removedOrganisations: new Map([["globex", 1]]), position }),
        );
        await writer.complete(0);
        await writer.clear();
        expect(await writer.position()).toBeUndefined();
        expect(await writer.removedOrganisations()).toEqual(new Map());
        expect(await writer.ownersIn("acme")).toEqual([]);
        expect(await writer.records(["ada"])).toEqual([undefined]);
      });
      expect(await store.read(["ada"])).toEqual({
        ageMs: undefined,
        records: [undefined],
        awaited: [{ changedAt: 5 }],
      });
      expect((await store.size())?.owners).toBe(0);
    });

    it("can be filled again in the same turn", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({ "acme/ada": "old", "acme/bob": "old" }));
        await writer.clear();
        await writer.apply(batchOf({ "acme/ada": "new" }));
        await writer.complete(0);
        expect(await writer.ownersIn("acme")).toEqual(["ada"]);
      });
      expect((await store.read(["ada", "bob"]))?.records.map(String)).toEqual(["new", "undefined"]);
    });
  });

  describe("a write that is awaited", () => {
    it("is told to whoever reads that owner; the last one counts", async () => {
      await using store = await start();
      await store.awaitWrite("ada", { changedAt: undefined }, 60_000);
      await store.awaitWrite("bob", { changedAt: undefined }, 60_000);
      await store.awaitWrite("bob", { changedAt: 1_700_000_000_000_001 }, 60_000);
      expect((await store.read(["eve", "bob", "ada"]))?.awaited).toEqual([
        undefined,
        { changedAt: 1_700_000_000_000_001 },
        { changedAt: undefined },
      ]);
    });

    it("is forgotten after its time", async () => {
      await using store = await start();
      await store.awaitWrite("ada", { changedAt: 1 }, 60_000);
      await store.awaitWrite("ada", { changedAt: 1 }, 0.5);
      await vi.waitFor(async () => {
        expect((await store.read(["ada"]))?.awaited).toEqual([undefined]);
      });
    });
  });

  describe("whoever leads", () => {
    it("is told when its turn is over, and leads no longer once it has ended", async () => {
      await using store = await start();
      expect(store.isLeading).toBe(false);
      const stop = new AbortController();
      const seen: string[] = [];
      const leading = store.lead(async (_, signal) => {
        seen.push(`leads: ${store.isLeading}`);
        const over = new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => {
            resolve();
          });
        });
        stop.abort();
        await over;
        seen.push("over");
      }, stop.signal);
      await leading;
      expect(seen).toEqual(["leads: true", "over"]);
      expect(store.isLeading).toBe(false);
    });

    it("has its turn again after it ended, or threw", async () => {
      await using store = await start();
      const stop = new AbortController();
      let turns = 0;
      await store.lead(async () => {
        turns++;
        if (turns === 1) throw new Error("a page could not be read");
        if (turns === 3) stop.abort();
        await Promise.resolve();
      }, stop.signal);
      expect(turns).toBe(3);
    });

    it("does not begin when it is to stop already", async () => {
      await using store = await start();
      const follow = vi.fn(() => Promise.resolve());
      await store.lead(follow, AbortSignal.abort());
      expect(follow).not.toHaveBeenCalled();
    });

    it("looks at once when it is nudged", async () => {
      await using store = await start();
      const nudged = new Promise<void>((resolve) => (store.onNudge = resolve));
      await whileLeading(store, async () => {
        const again = setInterval(() => {
          store.nudge();
        }, 20);
        await nudged;
        clearInterval(again);
      });
    });
  });
}
