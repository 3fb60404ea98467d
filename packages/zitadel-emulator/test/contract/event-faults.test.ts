import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";
import { createClient, keysOf, search, write } from "./zitadel-client.js";

// What can go wrong with events, for whoever follows them.

const path = "/admin/v1/events/_search";
let emulator: Emulator;
let userId: string;

beforeEach(async () => {
  emulator = await startEmulator();
  userId = emulator.addUser("tweety", {});
});
afterEach(() => emulator[Symbol.asyncDispose]());

const found = async (message: object = {}): Promise<string[]> =>
  keysOf(await search(emulator, { aggregateId: userId, asc: true, ...message }));
const stored = (): string[] => [...emulator.getMetadata("tweety").keys()];

test("events are late: found after later ones were, under their own date", async () => {
  const held = emulator.delayNextEvents();
  await write(emulator, userId, { a: "1", b: "2" });
  await write(emulator, userId, { c: "3" });
  expect(stored()).toEqual(["a", "b", "c"]);
  const [later] = await search(emulator, { aggregateId: userId });
  expect(await found()).toEqual(["c"]);
  held.release();
  expect(await found()).toEqual(["a", "b", "c"]);
  expect(await found({ from: later?.creationDate })).toEqual([]);
});

test("events of several writes may be late, each as much as told", async () => {
  const first = emulator.delayNextEvents(2);
  await write(emulator, userId, { a: "1" });
  const second = emulator.delayNextEvents();
  await write(emulator, userId, { b: "2" });
  await write(emulator, userId, { c: "3" });
  await write(emulator, userId, { d: "4" });
  expect(await found()).toEqual(["d"]);
  second.release();
  expect(await found()).toEqual(["b", "d"]);
  first.release();
  expect(await found()).toEqual(["a", "b", "c", "d"]);
});

test("a write may be answered only when its late events are found", async () => {
  const set = `/v2/users/${userId}/metadata`;
  const [events, answer] = [emulator.delayNextEvents(), emulator.holdNext(set, { afterCommit: true })];
  const written = write(emulator, userId, { a: "1" });
  await answer.arrived;
  expect([stored(), await found()]).toEqual([["a"], []]);
  events.release();
  answer.release();
  await written;
  expect(await found()).toEqual(["a"]);
});

test("the feed stalls: searches go without what came since", async () => {
  await write(emulator, userId, { a: "1" });
  const stalled = emulator.pauseEvents();
  await write(emulator, userId, { b: "2" });
  await write(emulator, userId, { c: "3" });
  expect([stored(), await found()]).toEqual([["a", "b", "c"], ["a"]]);
  stalled.release();
  await write(emulator, userId, { d: "4" });
  expect(await found()).toEqual(["a", "b", "c", "d"]);
});

test("calm weather shows what was held back, and holds nothing more", async () => {
  emulator.pauseEvents();
  emulator.delayNextEvents();
  await write(emulator, userId, { a: "1" });
  await write(emulator, userId, { b: "2" });
  expect(await found()).toEqual([]);
  emulator.reset();
  await write(emulator, userId, { c: "3" });
  expect(await found()).toEqual(["a", "b", "c"]);
});

test("the history is cut: what was before is stored, and no event tells of it", async () => {
  await write(emulator, userId, { a: "1", b: "2" });
  await write(emulator, userId, { c: "3" });
  emulator.truncateEvents(2);
  expect(await found()).toEqual(["b", "c"]);
  emulator.truncateEvents();
  expect(await search(emulator)).toEqual([]);
  await write(emulator, userId, { d: "4" });
  expect(stored()).toEqual(["a", "b", "c", "d"]);
  const left = await search(emulator);
  expect(left.map(({ payload, sequence }) => [payload?.key, sequence])).toEqual([["d", 6]]);
});

test("another instance at the same address counts its own changes to the same ids", async () => {
  await write(emulator, userId, { a: "1" });
  const [before] = await search(emulator, { aggregateId: userId });
  const { port } = new URL(emulator.issuer);
  await emulator[Symbol.asyncDispose]();
  emulator = await startEmulator({ port: Number(port) });
  expect(emulator.addUser("tweety", {})).toBe(userId);
  await write(emulator, userId, { z: "26" });
  const [after] = await search(emulator, { aggregateId: userId });
  expect(after).toMatchObject({ sequence: before?.sequence, payload: { key: "z" } });
});

test("a page is too large, until it is asked for with a smaller limit or it is calm", async () => {
  await write(emulator, userId, Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, "v"])));
  const asked = async (limit: number): Promise<number> =>
    (await createClient(emulator)(path, { aggregateId: userId, limit })).status;
  emulator.setMaxEventPageBytes(4000);
  expect([await asked(1000), await asked(20), await asked(10)]).toEqual([429, 429, 200]);
  emulator.reset();
  expect(await asked(1000)).toBe(200);
});

test("searches fail as any other call does", async () => {
  emulator.failNext(path, { status: 503 });
  const answers = [await createClient(emulator)(path, {}), await createClient(emulator)(path, {})];
  expect(answers.map(({ status }) => status)).toEqual([503, 200]);
});
