import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/lib/clock.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import type { EntryMatch } from "../../../src/metadata/source.js";
import type { ReplicaStore, ReplicaWriter } from "../../../src/replica/store/store.js";
import { silentLog } from "../../support/silent-replica.js";
import { batchOf } from "./batch.js";
import { whileLeading } from "./while-leading.js";

const userCount = 20_000;
const idOf = (n: number): string => String(100_000 + n);
const anyValue = [{ key: "key", values: undefined }];

/** A store with many users, of whom half have the value `even`. The user with the first id comes last. */
async function withManyUsers(
  act: (store: ReplicaStore, writer: ReplicaWriter) => Promise<void>,
): Promise<void> {
  await using store = createMemoryStore(silentLog, systemClock, () => true);
  await whileLeading(store, async (writer) => {
    const numbers = Array.from({ length: userCount }, (_, n) => userCount - 1 - n);
    const values = numbers.map((n) => [`acme/${idOf(n)}`, n % 2 === 0 ? "even" : String(n)] as const);
    await writer.apply(batchOf(Object.fromEntries(values)));
    await act(store, writer);
  });
}

function find(
  { findUsers }: ReplicaStore,
  matches: readonly EntryMatch[] = anyValue,
  { signal } = new AbortController(),
): AsyncIterable<readonly string[]> {
  if (findUsers === undefined) throw new TypeError("The store has no index.");
  return findUsers(matches, "", signal);
}

it("finds all users in order, with at most 1,024 of them in a turn of the event loop", async () => {
  await withManyUsers(async (store) => {
    let turns = 0;
    const countTurn = (): void => {
      turns++;
      counting = setImmediate(countTurn);
    };
    let counting = setImmediate(countTurn);
    onTestFinished(() => {
      clearImmediate(counting);
    });
    const found: string[] = [];
    let previousTurns = turns;
    for await (const ids of find(store)) {
      if (found.length === 0) expect(turns - previousTurns).toBeGreaterThanOrEqual(userCount / 1024 - 1);
      else expect(turns).toBeGreaterThan(previousTurns);
      expect(ids.length).toBeLessThanOrEqual(1024);
      previousTurns = turns;
      found.push(...ids);
    }
    expect(found).toEqual(Array.from({ length: userCount }, (_, n) => idOf(n)));
  });
});

it("finds a user whose value changes to one that the search has passed", async () => {
  await withManyUsers(async (store, writer) => {
    const searching = find(store)[Symbol.asyncIterator]();
    const pass = { isPending: true };
    const first = searching.next().finally(() => {
      pass.isPending = false;
    });
    // In some of the turns, the search has passed the users with the value `even`, half of all, but not this user.
    let turns = 0;
    for (; pass.isPending; turns++) {
      await writer.apply(batchOf({ [`acme/${idOf(2 * turns + 1)}`]: "even" }));
      await nextTurn();
    }
    expect(turns).toBeGreaterThan(2);
    const found: string[] = [];
    for (let batch = await first; batch.done !== true; batch = await searching.next())
      found.push(...batch.value);
    expect(found).toEqual(Array.from({ length: userCount }, (_, n) => idOf(n)));
  });
});

it("leaves out users who are deleted during the search", async () => {
  await withManyUsers(async (store, writer) => {
    const searching = find(store)[Symbol.asyncIterator]();
    const first = searching.next();
    await nextTurn();
    await writer.apply(batchOf({ [`acme/${idOf(0)}`]: null, [`acme/${idOf(19_999)}`]: null }));
    const found: string[] = [];
    for (let batch = await first; batch.done !== true; batch = await searching.next())
      found.push(...batch.value);
    expect(found).toEqual(Array.from({ length: userCount - 2 }, (_, n) => idOf(n + 1)));
  });
});

it("ends when the request does, even if no user meets all conditions", async () => {
  await withManyUsers(async (store) => {
    const request = new AbortController();
    const isOdd = {
      key: "key",
      values: Array.from({ length: 1000 }, (_, n) => Buffer.from(String(2 * n + 1))),
    };
    const isEven = { key: "key", values: [Buffer.from("even")] };
    const first = find(store, [isEven, isOdd], request)[Symbol.asyncIterator]().next();
    request.abort();
    await expect(first).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  });
});

it("ends between two batches when the request does", async () => {
  await withManyUsers(async (store) => {
    const request = new AbortController();
    const searching = find(store, anyValue, request)[Symbol.asyncIterator]();
    expect((await searching.next()).done).toBe(false);
    request.abort();
    await expect(searching.next()).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
  });
});
