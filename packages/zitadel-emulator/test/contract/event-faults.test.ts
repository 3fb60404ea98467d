import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";
import { createClient, keysOf, search, write } from "./zitadel-client.js";

// Faults of the event API: late, missing and truncated events.

const searchPath = "/admin/v1/events/_search";
let emulator: Emulator;
let userId: string;

beforeEach(async () => {
  emulator = await startEmulator();
  userId = emulator.addUser("tweety", {});
});
afterEach(() => emulator[Symbol.asyncDispose]());

const searchKeys = async (message: object = {}): Promise<string[]> =>
  keysOf(await search(emulator, { aggregateId: userId, asc: true, ...message }));
const storedKeys = (): string[] => [...emulator.getMetadata("tweety").keys()];

test("returns delayed events under their own date, after later events", async () => {
  const delayed = emulator.delayNextEvents();
  await write(emulator, userId, { a: "1", b: "2" });
  await write(emulator, userId, { c: "3" });
  expect(storedKeys()).toEqual(["a", "b", "c"]);
  const [later] = await search(emulator, { aggregateId: userId });
  expect(await searchKeys()).toEqual(["c"]);
  delayed.release();
  expect(await searchKeys()).toEqual(["a", "b", "c"]);
  expect(await searchKeys({ from: later?.creationDate })).toEqual([]);
});

test("delays the events of several writes independently", async () => {
  const first = emulator.delayNextEvents(2);
  await write(emulator, userId, { a: "1" });
  const second = emulator.delayNextEvents();
  await write(emulator, userId, { b: "2" });
  await write(emulator, userId, { c: "3" });
  await write(emulator, userId, { d: "4" });
  expect(await searchKeys()).toEqual(["d"]);
  second.release();
  expect(await searchKeys()).toEqual(["b", "d"]);
  first.release();
  expect(await searchKeys()).toEqual(["a", "b", "c", "d"]);
});

test("holds the response to a write until its delayed events are released", async () => {
  const set = `/v2/users/${userId}/metadata`;
  const [events, pending] = [emulator.delayNextEvents(), emulator.holdNext(set, { afterCommit: true })];
  const written = write(emulator, userId, { a: "1" });
  await pending.arrived;
  expect([storedKeys(), await searchKeys()]).toEqual([["a"], []]);
  events.release();
  pending.release();
  await written;
  expect(await searchKeys()).toEqual(["a"]);
});

test("hides all new events while events are paused", async () => {
  await write(emulator, userId, { a: "1" });
  const paused = emulator.pauseEvents();
  await write(emulator, userId, { b: "2" });
  await write(emulator, userId, { c: "3" });
  expect([storedKeys(), await searchKeys()]).toEqual([["a", "b", "c"], ["a"]]);
  paused.release();
  await write(emulator, userId, { d: "4" });
  expect(await searchKeys()).toEqual(["a", "b", "c", "d"]);
});

test("returns all events after a reset, and delays no more", async () => {
  emulator.pauseEvents();
  emulator.delayNextEvents();
  await write(emulator, userId, { a: "1" });
  await write(emulator, userId, { b: "2" });
  expect(await searchKeys()).toEqual([]);
  emulator.reset();
  await write(emulator, userId, { c: "3" });
  expect(await searchKeys()).toEqual(["a", "b", "c"]);
});

test("truncates the event log without changing stored metadata", async () => {
  await write(emulator, userId, { a: "1", b: "2" });
  await write(emulator, userId, { c: "3" });
  emulator.truncateEvents(2);
  expect(await searchKeys()).toEqual(["b", "c"]);
  emulator.truncateEvents();
  expect(await search(emulator)).toEqual([]);
  await write(emulator, userId, { d: "4" });
  expect(storedKeys()).toEqual(["a", "b", "c", "d"]);
  const left = await search(emulator);
  expect(left.map(({ payload, sequence }) => [payload?.key, sequence])).toEqual([["d", 6]]);
});

test("starts a new event log for a new instance at the same address with the same ids", async () => {
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

test("rejects large pages until the limit is smaller or the faults are reset", async () => {
  await write(emulator, userId, Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, "v"])));
  const statusFor = async (limit: number): Promise<number> =>
    (await createClient(emulator)(searchPath, { aggregateId: userId, limit })).status;
  emulator.setMaxEventPageBytes(4000);
  expect([await statusFor(1000), await statusFor(20), await statusFor(10)]).toEqual([429, 429, 200]);
  emulator.reset();
  expect(await statusFor(1000)).toBe(200);
});

test("applies faults to event searches", async () => {
  emulator.failNext(searchPath, { status: 503 });
  const responses = [
    await createClient(emulator)(searchPath, {}),
    await createClient(emulator)(searchPath, {}),
  ];
  expect(responses.map(({ status }) => status)).toEqual([503, 200]);
});
