import { afterEach, beforeEach, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { createChangeFeed } from "../../src/zitadel/events/change-feed.js";
import { createUserDirectory } from "../../src/zitadel/users/directory.js";
import { type ServiceApi, startServiceApi } from "../support/service-api.js";

const path = "/v2/users";
const { signal } = new AbortController();

let emulator: Emulator;
let calls: ServiceApi;

beforeEach(async () => {
  emulator = await startEmulator();
  calls = startServiceApi(emulator.issuer, emulator.directory.personalAccessToken("instance-viewer"));
});
afterEach(async () => {
  await calls[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
});

const nameOf = (n: number): string => `bird-${n}`;
const addBirds = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => emulator.addUser(nameOf(n), {}));

/** Lists all users. Calls `between` after each batch. */
async function listAll(createdBefore?: number, between?: (batch: number) => void): Promise<string[]> {
  const ids: string[] = [];
  let batch = 0;
  for await (const some of createUserDirectory(calls.call).listIds(createdBefore, signal)) {
    ids.push(...some);
    between?.(batch++);
  }
  return ids;
}

it("lists each user of all organizations once, including service users, across several pages", async () => {
  const birds = addBirds(2500);
  const ids = await listAll();
  expect(new Set(ids).size).toBe(ids.length);
  const { directory } = emulator;
  const others = ["bugs-bunny", "manager", "instance-viewer"].map((name) => directory.user(name));
  expect(ids).toEqual(expect.arrayContaining([...birds, ...others]));
});

it.each([
  ["a few", 40],
  ["more than a page of", 1200],
])("lists all remaining users while %s users are removed", async (_, removed) => {
  const birds = addBirds(3000);
  const ids = await listAll(undefined, (batch) => {
    if (batch === 1) for (let n = 0; n < removed; n++) emulator.removeUser(nameOf(n));
  });
  expect(new Set(ids)).toEqual(new Set([...ids, ...birds.slice(removed)]));
});

it("excludes users created on or after a date", async () => {
  const before = emulator.addUser("before", { metadata: { a: "1" } });
  const date = (await createChangeFeed(calls.call).head(signal))?.date;
  const after = emulator.addUser("after", {});
  const ids = await listAll((date ?? 0) + 1);
  expect(ids).toContain(before);
  expect(ids).not.toContain(after);
});

it("rejects listing users when the signal is aborted, without waiting for a response", async () => {
  emulator.failNext(path, "hang");
  const stop = new AbortController();
  const listing = createUserDirectory(calls.call)
    .listIds(undefined, stop.signal)
    [Symbol.asyncIterator]()
    .next();
  stop.abort();
  await expect(listing).rejects.toMatchObject({ code: "UPSTREAM_TIMEOUT" });
});

it.each([
  ["a result that is not a list", '{"result":{}}'],
  ["a user without an id", '{"result":[{}]}'],
  ["a body that is not JSON", "<html>"],
])("rejects listing users with UPSTREAM_INVALID_RESPONSE for %s", async (_, body) => {
  emulator.failNext(path, { status: 200, body });
  await expect(listAll()).rejects.toMatchObject({ code: "UPSTREAM_INVALID_RESPONSE" });
});

it("rejects listing users with UPSTREAM_UNAVAILABLE during an outage", async () => {
  emulator.failNext(path, { status: 503 });
  await expect(listAll()).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
});
