import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import type { ChangeFeed } from "../../src/changes/change-feed.js";
import { createChangeFeed } from "../../src/zitadel/events/change-feed.js";
import { createClient, write } from "../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { describeChange, readAll, readPages } from "../support/read-history.js";
import { type ServiceApi, startServiceApi } from "../support/service-api.js";

const { signal } = new AbortController();

let emulator: Emulator;
let calls: ServiceApi;
let feed: ChangeFeed;
let userId: string;
/** Date of the last change before those of the test. */
let startDate: number | undefined;

beforeEach(async () => {
  emulator = await startEmulator();
  calls = startServiceApi(emulator.issuer, emulator.directory.personalAccessToken("instance-viewer"));
  feed = createChangeFeed(calls.call);
  startDate = (await feed.head(signal))?.date;
  userId = emulator.addUser("tweety", {});
});
afterEach(async () => {
  await calls[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
});

/** Adds a user with this number of keys, all set on the same date. */
function addUserWithKeys(name: string, keys: number, value = "v"): string {
  const metadata = Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${n}`, value]));
  return emulator.addUser(name, { metadata });
}

const readChanges = async (after = startDate): Promise<readonly (readonly string[])[]> =>
  (await readAll(feed, after)).map(describeChange);

/** Number of distinct changes of each user. */
async function countChanges(...ids: readonly string[]): Promise<readonly number[]> {
  const changes = new Set(
    (await readAll(feed, startDate)).map((change) =>
      "userId" in change ? `${change.userId} ${change.sequence}` : "",
    ),
  );
  return ids.map((id) => [...changes].filter((change) => change.startsWith(`${id} `)).length);
}

describe("changes in the feed", () => {
  it("include every kind of change with its user, date and sequence", async () => {
    await write(emulator, userId, { a: "1", b: "2" });
    await createClient(emulator)(`/v2/users/${userId}/metadata`, { metadata: [{ key: "b", value: "" }] });
    emulator.removeAllMetadata("tweety");
    emulator.removeUser("tweety");
    const [acme, globex] = [
      emulator.directory.organization("acme"),
      emulator.directory.organization("globex"),
    ];
    emulator.removeOrganization("globex");
    const changes = await readAll(feed, startDate);
    expect(changes.map(describeChange)).toEqual([
      ["set", "a", "1"],
      ["set", "b", "2"],
      ["removed", "b"],
      ["cleared", userId],
      ["cleared", userId],
      ["organizationRemoved", globex],
    ]);
    const [set, second, removed] = changes;
    expect(set).toMatchObject({ userId, organization: acme, sequence: 3, date: second?.date });
    expect(removed?.date).toBeGreaterThan(set?.date ?? Infinity);
    expect(changes.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6, 7, 2]);
  });

  it("contain values as bytes, including values that are not text", async () => {
    const value = Buffer.from([0, 255, 254, 10]);
    const metadata = [{ key: "a", value: value.toString("base64") }];
    await createClient(emulator)(`/v2/users/${userId}/metadata`, { metadata });
    expect(await readAll(feed, startDate)).toMatchObject([{ key: "a", bytes: value }]);
  });

  it("exclude events that do not concern metadata", async () => {
    emulator.deactivateUser("tweety");
    expect(await readChanges()).toEqual([]);
    expect((await readAll(feed)).map(({ kind }) => kind)).not.toContain("instance.added");
  });
});

describe("the change feed", () => {
  it("ends with a page that is not full, and keeps its position after that", async () => {
    await write(emulator, userId, { a: "1" });
    const [page] = await readPages(feed, startDate);
    expect(page).toMatchObject({ isLast: true, position: page?.changes[0]?.date });
    const next = await feed.read(page?.position, signal);
    expect(next).toEqual({ changes: [], position: page?.position, isLast: true });
  });

  it("has no position, head or oldest event if the event log is empty", async () => {
    emulator.truncateEvents();
    expect(await feed.read(undefined, signal)).toEqual({ changes: [], position: undefined, isLast: true });
    expect(await feed.head(signal)).toBeUndefined();
    expect(await feed.oldest(signal)).toBeUndefined();
  });

  it("returns a change that becomes visible late when read again from before its date", async () => {
    const held = emulator.delayNextEvents();
    await write(emulator, userId, { a: "1" });
    await write(emulator, userId, { b: "2" });
    expect(await readChanges()).toEqual([["set", "b", "2"]]);
    held.release();
    const both = await readAll(feed, startDate);
    expect(both.map(describeChange)).toEqual([
      ["set", "a", "1"],
      ["set", "b", "2"],
    ]);
    expect(both.map(({ sequence }) => sequence)).toEqual([3, 4]);
  });

  it("has the newest change as its head, even if other events follow", async () => {
    await write(emulator, userId, { a: "1" });
    const changes = await readAll(feed, startDate);
    emulator.deactivateUser("tweety");
    expect((await feed.head(signal))?.date).toBe(changes.at(-1)?.date);
  });

  it("is complete only while it starts with the creation of the ZITADEL instance", async () => {
    const start = await feed.oldest(signal);
    expect(start?.isComplete).toBe(true);
    expect(start?.date).toBeLessThan(startDate ?? 0);
    await write(emulator, userId, { a: "1", b: "2" });
    emulator.truncateEvents(2);
    expect(await feed.oldest(signal)).toEqual({ isComplete: false, date: (await feed.head(signal))?.date });
  });
});

describe("pages of the feed", () => {
  it("never split the changes of one date, and lose no change at their boundaries", async () => {
    const birds = Array.from({ length: 12 }, (_, n) => addUserWithKeys(`bird-${n}`, 150));
    const pages = await readPages(feed, startDate);
    expect(pages.map(({ isLast }) => isLast)).toEqual([false, true]);
    expect(pages.map(({ changes }) => changes.length)).toEqual([900, 900]);
    expect(await countChanges(...birds)).toEqual(birds.map(() => 150));
  });

  it("continue after a page that ends exactly at the end of a date", async () => {
    const birds = Array.from({ length: 4 }, (_, n) => addUserWithKeys(`bird-${n}`, 500));
    expect(await countChanges(...birds)).toEqual([500, 500, 500, 500]);
  });

  it("contain all changes of a date that has more changes than a page", async () => {
    const [before, large, after] = [
      addUserWithKeys("before", 3),
      addUserWithKeys("large", 2500),
      addUserWithKeys("after", 3),
    ];
    const pages = await readPages(feed, startDate);
    expect(pages.map(({ changes }) => changes.length)).toEqual([3, 2500, 3]);
    expect(await countChanges(before, large, after)).toEqual([3, 2500, 3]);
    expect(new Set(pages[1]?.changes.map(({ date }) => date)).size).toBe(1);
  });

  it("are requested again in smaller ones if they exceed 10 MiB", async () => {
    const value = "x".repeat(480_000);
    const [large, small] = [addUserWithKeys("large", 24, value), addUserWithKeys("small", 3)];
    expect(await countChanges(large, small)).toEqual([24, 3]);
  }, 20_000);

  it("contain all changes if ZITADEL limits the size of a page to a few events", async () => {
    const birds = Array.from({ length: 6 }, (_, n) => addUserWithKeys(`bird-${n}`, 7));
    emulator.setMaxEventPageBytes(1600);
    expect(await countChanges(...birds)).toEqual(birds.map(() => 7));
  });

  it("reject with UPSTREAM_INVALID_RESPONSE if a single event is too large", async () => {
    addUserWithKeys("large", 3);
    emulator.setMaxEventPageBytes(10);
    await expect(feed.read(startDate, signal)).rejects.toMatchObject({
      code: "UPSTREAM_INVALID_RESPONSE",
      message: expect.stringContaining("too large"),
    });
  });
});
