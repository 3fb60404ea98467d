import { describe, expect, it, vi } from "vitest";
import { waitForAbort } from "../../../src/lib/wait-for-abort.js";
import type { ReplicaStore } from "../../../src/replica/store/store.js";
import { longTimeout } from "../../support/test-clock.js";
import { batchOf, initialCheckpoint, valuesIn } from "./batch.js";
import { describeContents } from "./store-contents.js";
import { whileLeading } from "./while-leading.js";

/** Tests that every store passes. `start` starts an empty one. */
export function describeStore(start: () => Promise<ReplicaStore>): void {
  describeContents(start);

  describe("the age of the replica", () => {
    it("grows from the time passed to markCaughtUp", async () => {
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
      }, longTimeout);
      await whileLeading(store, async (writer) => writer.markCaughtUp(await writer.now()));
      expect((await store.read([]))?.ageMs).toBeLessThan(first);
    });
  });

  describe("a cleared store", () => {
    it("contains only pending writes", async () => {
      await using store = await start();
      await store.recordPendingWrite("ada", { changedAt: 5 }, 60_000);
      await whileLeading(store, async (writer) => {
        const checkpoint = { ...initialCheckpoint, lowWatermark: 1, isComplete: true };
        await writer.apply(
          batchOf({ "acme/ada": "x" }, { removedOrganizations: new Map([["globex", 1]]), checkpoint }),
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

    it("accepts new data from the same leader", async () => {
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

  describe("a pending write", () => {
    it("is returned by reads of the user, and replaces the previous one", async () => {
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

    it("expires after its TTL", async () => {
      await using store = await start();
      await store.recordPendingWrite("ada", { changedAt: 1 }, 60_000);
      await store.recordPendingWrite("ada", { changedAt: 1 }, 0.5);
      await vi.waitFor(async () => {
        expect((await store.read(["ada"]))?.pendingWrites).toEqual([{ changedAt: 1, isExpired: true }]);
      }, longTimeout);
    });
  });

  describe("the leader", () => {
    it("receives an aborted signal when its leadership ends", async () => {
      await using store = await start();
      const stop = new AbortController();
      const events: string[] = [];
      const leading = store.runAsLeader(async (_, signal) => {
        events.push(`leading: ${store.isLeading}`);
        const aborted = waitForAbort(signal);
        stop.abort();
        await aborted;
        events.push("aborted");
      }, stop.signal);
      await leading;
      expect(events).toEqual(["leading: true", "aborted"]);
    });

    it("is called again after it returned or threw", async () => {
      await using store = await start();
      const stop = new AbortController();
      let calls = 0;
      await store.runAsLeader(async () => {
        calls++;
        if (calls === 1) throw new Error("a page could not be read");
        if (calls === 3) stop.abort();
        await Promise.resolve();
      }, stop.signal);
      expect(calls).toBe(3);
    });

    it("does not start when the signal is already aborted", async () => {
      await using store = await start();
      const follow = vi.fn(() => Promise.resolve());
      await store.runAsLeader(follow, AbortSignal.abort());
      expect(follow).not.toHaveBeenCalled();
    });

    it("receives a poll request", async () => {
      await using store = await start();
      const requested = new Promise<void>((resolve) => (store.onPollRequested = resolve));
      await whileLeading(store, async () => {
        const timer = setInterval(() => {
          store.triggerPoll();
        }, 20);
        await requested;
        clearInterval(timer);
      });
    });
  });
}
