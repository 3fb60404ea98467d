import { describe, expect, it, vi } from "vitest";
import type { ReplicaStore } from "../../../src/replica/store/store.js";
import { eventually } from "../../support/eventually.js";
import { batchOf, initialCheckpoint, valuesIn } from "./batch.js";
import { describeContents } from "./store-contents.js";
import { whileLeading } from "./while-leading.js";

/** What every store does, wherever it keeps things. `start` starts one with nothing in it. */
export function describeStore(start: () => Promise<ReplicaStore>): void {
  describeContents(start);

  describe("its age", () => {
    it("grows from what it was said to be", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({}));
        expect((await store.read([]))?.ageMs).toBeUndefined();
        await writer.markCaughtUp((await writer.now()) - 5000);
      });
      const first = (await store.read([]))?.ageMs ?? 0;
      expect(first).toBeGreaterThanOrEqual(4999);
      expect(first).toBeLessThan(60_000);
      await vi.waitFor(async () => {
        expect((await store.read([]))?.ageMs).toBeGreaterThan(first);
      }, eventually);
      await whileLeading(store, async (writer) => writer.markCaughtUp(await writer.now()));
      expect((await store.read([]))?.ageMs).toBeLessThan(first);
    });
  });

  describe("when it is cleared", () => {
    it("has nothing, but for the writes that are awaited", async () => {
      await using store = await start();
      await store.recordPendingWrite("ada", { changedAt: 5 }, 60_000);
      await whileLeading(store, async (writer) => {
        const position = { ...initialCheckpoint, lowWatermark: 1, isComplete: true };
        await writer.apply(
          batchOf(
            { "acme/ada": "x" },
            { removedOrganizations: new Map([["globex", 1]]), checkpoint: position },
          ),
        );
        await writer.markCaughtUp(await writer.now());
        await writer.clear();
        expect(await writer.checkpoint()).toBeUndefined();
        expect(await writer.removedOrganizations()).toEqual(new Map());
        expect(await writer.userIdsIn("acme")).toEqual([]);
        expect(await writer.records(["ada"])).toEqual([undefined]);
      });
      expect(await store.read(["ada"])).toEqual({
        ageMs: undefined,
        records: [undefined],
        pendingWrites: [{ changedAt: 5, isExpired: false }],
      });
      expect((await store.size())?.users).toBe(0);
    });

    it("can be filled again in the same turn", async () => {
      await using store = await start();
      await whileLeading(store, async (writer) => {
        await writer.apply(batchOf({ "acme/ada": "old", "acme/bob": "old" }));
        await writer.clear();
        await writer.apply(batchOf({ "acme/ada": "new" }));
        await writer.markCaughtUp(await writer.now());
        expect(await writer.userIdsIn("acme")).toEqual(["ada"]);
      });
      expect(valuesIn((await store.read(["ada", "bob"]))?.records)).toEqual(["new", undefined]);
    });
  });

  describe("a write that is awaited", () => {
    it("is told to whoever reads that owner; the last one counts", async () => {
      await using store = await start();
      await store.recordPendingWrite("ada", { changedAt: undefined }, 60_000);
      await store.recordPendingWrite("bob", { changedAt: undefined }, 60_000);
      await store.recordPendingWrite("bob", { changedAt: 1_700_000_000_000_001 }, 60_000);
      expect((await store.read(["eve", "bob", "ada"]))?.pendingWrites).toEqual([
        undefined,
        { changedAt: 1_700_000_000_000_001, isExpired: false },
        { changedAt: undefined, isExpired: false },
      ]);
    });

    it("is over after its time", async () => {
      await using store = await start();
      await store.recordPendingWrite("ada", { changedAt: 1 }, 60_000);
      await store.recordPendingWrite("ada", { changedAt: 1 }, 0.5);
      await vi.waitFor(async () => {
        expect((await store.read(["ada"]))?.pendingWrites).toEqual([{ changedAt: 1, isExpired: true }]);
      }, eventually);
    });
  });

  describe("whoever leads", () => {
    it("is told when its turn is over", async () => {
      await using store = await start();
      const stop = new AbortController();
      const seen: string[] = [];
      const leading = store.runAsLeader(async (_, signal) => {
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
    });

    it("has its turn again after it ended, or threw", async () => {
      await using store = await start();
      const stop = new AbortController();
      let turns = 0;
      await store.runAsLeader(async () => {
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
      await store.runAsLeader(follow, AbortSignal.abort());
      expect(follow).not.toHaveBeenCalled();
    });

    it("looks at once when it is nudged", async () => {
      await using store = await start();
      const nudged = new Promise<void>((resolve) => (store.onPollRequested = resolve));
      await whileLeading(store, async () => {
        const again = setInterval(() => {
          store.triggerPoll();
        }, 20);
        await nudged;
        clearInterval(again);
      });
    });
  });
}
