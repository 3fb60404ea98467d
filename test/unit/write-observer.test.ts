import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import type { MetadataSource, WriteOptions } from "../../src/metadata/source.js";
import type { WriteResult } from "../../src/changes/write-observer.js";
import { createChangeFeed } from "../../src/zitadel/events/change-feed.js";
import { routes } from "../support/call-kinds.js";
import { type ServiceCalls, startServiceCalls } from "../support/start-calls.js";
import { apis } from "../support/test-env.js";

const unchanged: WriteResult = { changed: false };
const unknown: WriteResult = { changed: true, changedAt: undefined };
const entries = [{ key: "plan", bytes: Buffer.from("gold") }];

describe.each(apis)("whoever has to know of writes, %s", (api) => {
  let emulator: Emulator;
  let calls: ServiceCalls;
  let source: MetadataSource;
  let owner: string;
  /** What it was told, of whom, and how many calls that write anything had been made by then. */
  let told: (readonly [what: WriteResult | "begun", ownerId: string, writes: number])[];
  let mayBegin: Promise<void>;

  beforeEach(async () => {
    emulator = await startEmulator();
    owner = emulator.addUser("tweety", { metadata: { plan: "silver" } });
    told = [];
    mayBegin = Promise.resolve();
    open("owner");
  });
  afterEach(async () => {
    await calls[Symbol.asyncDispose]();
    await emulator[Symbol.asyncDispose]();
  });

  function open(serviceUser: string): void {
    const tell = (what: WriteResult | "begun", ownerId: string): void => {
      const { set, remove } = routes;
      told.push([
        what,
        ownerId,
        emulator.calls.filter(({ path }) => set.test(path) || remove.test(path)).length,
      ]);
    };
    calls = startServiceCalls(emulator.issuer, emulator.directory.personalAccessToken(serviceUser));
    source = calls.sourceFor(
      {
        onStart(ownerId) {
          tell("begun", ownerId);
          return mayBegin;
        },
        onEnd(ownerId, end) {
          tell(end, ownerId);
          return Promise.resolve();
        },
      },
      api,
    );
  }

  const writing = (mustNotReveal = false, { signal } = new AbortController()): WriteOptions => ({
    credential: "service",
    scope: { requestId: "1", deadlineAt: Number.POSITIVE_INFINITY, upstreamCalls: 0 },
    signal,
    mustNotReveal,
  });
  const newest = async (): Promise<number | undefined> =>
    (await createChangeFeed(calls.call).head(new AbortController().signal))?.date;

  it("is told before anything is sent, and then when it happened", async () => {
    await source.set(owner, entries, writing());
    const set = await newest();
    await source.remove(owner, ["plan"], writing());
    const removed = await newest();
    expect(removed).toBeGreaterThan(set ?? Infinity);
    expect(told).toEqual([
      ["begun", owner, 0],
      [{ changed: true, changedAt: set }, owner, 1],
      ["begun", owner, 1],
      [{ changed: true, changedAt: removed }, owner, 2],
    ]);
  });

  it("is waited for, before and after", async () => {
    let begin = (): void => undefined;
    mayBegin = new Promise((resolve) => {
      begin = resolve;
    });
    const writes = source.set(owner, entries, writing());
    await expect.poll(() => told.length, { timeout: 60_000 }).toBe(1);
    expect(emulator.getMetadata("tweety").get("plan")).toEqual(Buffer.from("silver"));
    begin();
    await writes;
    expect(told).toHaveLength(2);
  });

  it("hears an older date where there was nothing to change", async () => {
    await source.set(owner, entries, writing());
    const date = await newest();
    await source.set(owner, entries, writing());
    expect(told.at(-1)?.[0]).toEqual({ changed: true, changedAt: date });
  });

  it("hears of a refusal that nothing changed", async () => {
    await calls[Symbol.asyncDispose]();
    open("instance-viewer");
    await expect(source.set(owner, entries, writing())).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(told.map(([what]) => what)).toEqual(["begun", unchanged]);
  });

  it("hears that nothing changed of whom there is none, and of what was not there", async () => {
    expect(await source.set("1", entries, writing())).toBe(false);
    expect(await source.remove(owner, ["none"], writing())).toEqual([]);
    expect(told.map(([what]) => what)).toEqual(["begun", unchanged, "begun", unchanged]);
  });

  it("hears that nothing changed where nothing was sent", async () => {
    await source.set(owner, entries, writing());
    await emulator[Symbol.asyncDispose]();
    told = [];
    await expect(source.set(owner, entries, writing())).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
    });
    expect(told.map(([what]) => what)).toEqual(["begun", unchanged]);
  });

  it("knows no date where the answer was lost, whether or not it was done", async () => {
    emulator.failNext(routes.set, { dropResponse: "reset" });
    await source.set(owner, entries, writing());
    emulator.failNext(routes.set, "reset");
    const other = [{ key: "plan", bytes: Buffer.from("lead") }];
    await expect(source.set(owner, other, writing())).rejects.toMatchObject({
      code: "WRITE_OUTCOME_UNKNOWN",
    });
    emulator.failNext(routes.set, { status: 200, body: '{"setDate":"soon"}' });
    await source.set(owner, other, writing());
    expect(told.map(([what]) => what)).toEqual(["begun", unknown, "begun", unknown, "begun", unknown]);
  });

  it("cannot tell what stood there from a write of somebody who must not learn it", async () => {
    const endsOf = async (write: () => Promise<unknown>): Promise<readonly unknown[]> => {
      told = [];
      await write();
      return told.filter(([what]) => what !== "begun").map(([what]) => what);
    };
    const removed = await endsOf(() => source.remove(owner, ["plan"], writing(true)));
    const inVain = await endsOf(() => source.remove(owner, ["plan"], writing(true)));
    const set = await endsOf(() => source.set(owner, entries, writing(true)));
    const again = await endsOf(() => source.set(owner, entries, writing(true)));
    expect([removed, inVain, set, again]).toEqual([[unknown], [unknown], [unknown], [unknown]]);
  });
});
