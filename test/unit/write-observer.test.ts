import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import type { MetadataSource, WriteOptions } from "../../src/metadata/source.js";
import type { WriteResult } from "../../src/changes/write-observer.js";
import { createChangeFeed } from "../../src/zitadel/events/change-feed.js";
import { routes } from "../support/zitadel-calls.js";
import { type ServiceApi, startServiceApi } from "../support/service-api.js";
import { apis } from "../support/test-env.js";

const unchanged: WriteResult = { changed: false };
const unknown: WriteResult = { changed: true, changedAt: undefined };
const entries = [{ key: "plan", bytes: Buffer.from("gold") }];

describe.each(apis)("the write observer, API %s", (api) => {
  let emulator: Emulator;
  let calls: ServiceApi;
  let source: MetadataSource;
  let userId: string;
  /** Notifications of the observer, with the user and the number of write calls made by then. */
  let notifications: (readonly [event: WriteResult | "started", userId: string, writes: number])[];
  let startAllowed: Promise<void>;

  beforeEach(async () => {
    emulator = await startEmulator();
    userId = emulator.addUser("tweety", { metadata: { plan: "silver" } });
    notifications = [];
    startAllowed = Promise.resolve();
    openSource("owner");
  });
  afterEach(async () => {
    await calls[Symbol.asyncDispose]();
    await emulator[Symbol.asyncDispose]();
  });

  function openSource(serviceUser: string): void {
    const record = (event: WriteResult | "started", writtenUserId: string): void => {
      const { set, remove } = routes;
      notifications.push([
        event,
        writtenUserId,
        emulator.calls.filter(({ path }) => set.test(path) || remove.test(path)).length,
      ]);
    };
    calls = startServiceApi(emulator.issuer, emulator.directory.personalAccessToken(serviceUser));
    source = calls.createSource(
      {
        onStart(writtenUserId) {
          record("started", writtenUserId);
          return startAllowed;
        },
        onEnd(writtenUserId, result) {
          record(result, writtenUserId);
          return Promise.resolve();
        },
      },
      api,
    );
  }

  const writeOptions = (mustNotReveal = false, { signal } = new AbortController()): WriteOptions => ({
    credential: "service",
    scope: { requestId: "1", deadlineAt: Number.POSITIVE_INFINITY, upstreamCalls: 0 },
    signal,
    callerId: "service",
    mustNotReveal,
  });
  const latestDate = async (): Promise<number | undefined> =>
    (await createChangeFeed(calls.call).head(new AbortController().signal))?.date;

  it("is notified before a write is sent, and afterwards of the date of the change", async () => {
    await source.set(userId, entries, writeOptions());
    const set = await latestDate();
    await source.remove(userId, ["plan"], writeOptions());
    const removed = await latestDate();
    expect(removed).toBeGreaterThan(set ?? Infinity);
    expect(notifications).toEqual([
      ["started", userId, 0],
      [{ changed: true, changedAt: set }, userId, 1],
      ["started", userId, 1],
      [{ changed: true, changedAt: removed }, userId, 2],
    ]);
  });

  it("delays the write until it is done with the start notification, and the result until the end notification", async () => {
    let allowStart = (): void => undefined;
    startAllowed = new Promise((resolve) => {
      allowStart = resolve;
    });
    const writes = source.set(userId, entries, writeOptions());
    await expect.poll(() => notifications.length, { timeout: 60_000 }).toBe(1);
    expect(emulator.getMetadata("tweety").get("plan")).toEqual(Buffer.from("silver"));
    allowStart();
    await writes;
    expect(notifications).toHaveLength(2);
  });

  it("receives the earlier date if the write changed nothing", async () => {
    await source.set(userId, entries, writeOptions());
    const date = await latestDate();
    await source.set(userId, entries, writeOptions());
    expect(notifications.at(-1)?.[0]).toEqual({ changed: true, changedAt: date });
  });

  it("is notified that nothing changed if ZITADEL rejects the write", async () => {
    await calls[Symbol.asyncDispose]();
    openSource("instance-viewer");
    await expect(source.set(userId, entries, writeOptions())).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(notifications.map(([event]) => event)).toEqual(["started", unchanged]);
  });

  it("is notified that nothing changed if the user or the key does not exist", async () => {
    expect(await source.set("1", entries, writeOptions())).toBe(false);
    expect(await source.remove(userId, ["none"], writeOptions())).toEqual([]);
    expect(notifications.map(([event]) => event)).toEqual(["started", unchanged, "started", unchanged]);
  });

  it("is notified that nothing changed if the write was not sent", async () => {
    await source.set(userId, entries, writeOptions());
    await emulator[Symbol.asyncDispose]();
    notifications = [];
    await expect(source.set(userId, entries, writeOptions())).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
    });
    expect(notifications.map(([event]) => event)).toEqual(["started", unchanged]);
  });

  it("receives no date if the response was lost, whether or not the write was executed", async () => {
    emulator.failNext(routes.set, { dropResponse: "reset" });
    await source.set(userId, entries, writeOptions());
    emulator.failNext(routes.set, "reset");
    const other = [{ key: "plan", bytes: Buffer.from("lead") }];
    await expect(source.set(userId, other, writeOptions())).rejects.toMatchObject({
      code: "WRITE_OUTCOME_UNKNOWN",
    });
    emulator.failNext(routes.set, { status: 200, body: '{"setDate":"soon"}' });
    await source.set(userId, other, writeOptions());
    expect(notifications.map(([event]) => event)).toEqual([
      "started",
      unknown,
      "started",
      unknown,
      "started",
      unknown,
    ]);
  });

  it("receives the same result whether or not the key existed if the write must not reveal it", async () => {
    const collectResults = async (write: () => Promise<unknown>): Promise<readonly unknown[]> => {
      notifications = [];
      await write();
      return notifications.filter(([event]) => event !== "started").map(([event]) => event);
    };
    const removed = await collectResults(() => source.remove(userId, ["plan"], writeOptions(true)));
    const removedAgain = await collectResults(() => source.remove(userId, ["plan"], writeOptions(true)));
    const set = await collectResults(() => source.set(userId, entries, writeOptions(true)));
    const setAgain = await collectResults(() => source.set(userId, entries, writeOptions(true)));
    expect([removed, removedAgain, set, setAgain]).toEqual([[unknown], [unknown], [unknown], [unknown]]);
  });
});
