import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import type { MetadataSource, WriteOptions } from "../../src/metadata/source.js";
import type { WriteResult } from "../../src/changes/write-observer.js";
import { createChangeFeed } from "../../src/zitadel/events/change-feed.js";
import { routes } from "../support/call-kinds.js";
import { type ServiceCalls, startServiceCalls } from "../support/start-service-calls.js";
import { apis } from "../support/test-env.js";

const unchanged: WriteResult = { changed: false };
const unknown: WriteResult = { changed: true, changedAt: undefined };
const entries = [{ key: "plan", bytes: Buffer.from("gold") }];

describe.each(apis)("whoever has to know of writes, %s", (api) => {
  let emulator: Emulator;
  let calls: ServiceCalls;
  let source: MetadataSource;
  let userId: string;
  /** What it was told, of whom, and how many calls that write anything had been made by then. */
  let notifications: (readonly [what: WriteResult | "begun", ownerId: string, writes: number])[];
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
    const record = (what: WriteResult | "begun", ownerId: string): void => {
      const { set, remove } = routes;
      notifications.push([
        what,
        ownerId,
        emulator.calls.filter(({ path }) => set.test(path) || remove.test(path)).length,
      ]);
    };
    calls = startServiceCalls(emulator.issuer, emulator.directory.personalAccessToken(serviceUser));
    source = calls.createSource(
      {
        onStart(ownerId) {
          record("begun", ownerId);
          return startAllowed;
        },
        onEnd(ownerId, end) {
          record(end, ownerId);
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
    mustNotReveal,
  });
  const latestDate = async (): Promise<number | undefined> =>
    (await createChangeFeed(calls.call).head(new AbortController().signal))?.date;

  it("is told before anything is sent, and then when it happened", async () => {
    await source.set(userId, entries, writeOptions());
    const set = await latestDate();
    await source.remove(userId, ["plan"], writeOptions());
    const removed = await latestDate();
    expect(removed).toBeGreaterThan(set ?? Infinity);
    expect(notifications).toEqual([
      ["begun", userId, 0],
      [{ changed: true, changedAt: set }, userId, 1],
      ["begun", userId, 1],
      [{ changed: true, changedAt: removed }, userId, 2],
    ]);
  });

  it("is waited for, before and after", async () => {
    let begin = (): void => undefined;
    startAllowed = new Promise((resolve) => {
      begin = resolve;
    });
    const writes = source.set(userId, entries, writeOptions());
    await expect.poll(() => notifications.length, { timeout: 60_000 }).toBe(1);
    expect(emulator.getMetadata("tweety").get("plan")).toEqual(Buffer.from("silver"));
    begin();
    await writes;
    expect(notifications).toHaveLength(2);
  });

  it("hears an older date where there was nothing to change", async () => {
    await source.set(userId, entries, writeOptions());
    const date = await latestDate();
    await source.set(userId, entries, writeOptions());
    expect(notifications.at(-1)?.[0]).toEqual({ changed: true, changedAt: date });
  });

  it("hears of a refusal that nothing changed", async () => {
    await calls[Symbol.asyncDispose]();
    openSource("instance-viewer");
    await expect(source.set(userId, entries, writeOptions())).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(notifications.map(([what]) => what)).toEqual(["begun", unchanged]);
  });

  it("hears that nothing changed of whom there is none, and of what was not there", async () => {
    expect(await source.set("1", entries, writeOptions())).toBe(false);
    expect(await source.remove(userId, ["none"], writeOptions())).toEqual([]);
    expect(notifications.map(([what]) => what)).toEqual(["begun", unchanged, "begun", unchanged]);
  });

  it("hears that nothing changed where nothing was sent", async () => {
    await source.set(userId, entries, writeOptions());
    await emulator[Symbol.asyncDispose]();
    notifications = [];
    await expect(source.set(userId, entries, writeOptions())).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
    });
    expect(notifications.map(([what]) => what)).toEqual(["begun", unchanged]);
  });

  it("knows no date where the answer was lost, whether or not it was done", async () => {
    emulator.failNext(routes.set, { dropResponse: "reset" });
    await source.set(userId, entries, writeOptions());
    emulator.failNext(routes.set, "reset");
    const other = [{ key: "plan", bytes: Buffer.from("lead") }];
    await expect(source.set(userId, other, writeOptions())).rejects.toMatchObject({
      code: "WRITE_OUTCOME_UNKNOWN",
    });
    emulator.failNext(routes.set, { status: 200, body: '{"setDate":"soon"}' });
    await source.set(userId, other, writeOptions());
    expect(notifications.map(([what]) => what)).toEqual([
      "begun",
      unknown,
      "begun",
      unknown,
      "begun",
      unknown,
    ]);
  });

  it("cannot tell what stood there from a write of somebody who must not learn it", async () => {
    const collectResults = async (write: () => Promise<unknown>): Promise<readonly unknown[]> => {
      notifications = [];
      await write();
      return notifications.filter(([what]) => what !== "begun").map(([what]) => what);
    };
    const removed = await collectResults(() => source.remove(userId, ["plan"], writeOptions(true)));
    const removedAgain = await collectResults(() => source.remove(userId, ["plan"], writeOptions(true)));
    const set = await collectResults(() => source.set(userId, entries, writeOptions(true)));
    const setAgain = await collectResults(() => source.set(userId, entries, writeOptions(true)));
    expect([removed, removedAgain, set, setAgain]).toEqual([[unknown], [unknown], [unknown], [unknown]]);
  });
});
