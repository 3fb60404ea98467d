import { expect, it, vi } from "vitest";
import type { UserChange } from "../../../src/changes/change.js";
import type { MetadataEntry } from "../../../src/metadata/entry.js";
import { formatMicros } from "../../../src/changes/timestamp.js";
import { createPageApplier } from "../../../src/replica/follow/apply-page.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import { createBackgroundCheck } from "../../../src/replica/verify/background-check.js";
import { decodeEntries } from "../../../src/replica/record/decode.js";
import { silentLog } from "../../support/silent-log.js";
import { silentReplicaObserver } from "../../support/silent-replica-observer.js";
import { createTestClock } from "../../support/test-clock.js";
import { whileLeading } from "./while-leading.js";

const set = (key: string, value: string, sequence: number): UserChange => ({
  kind: "set",
  userId: "ada",
  organization: "acme",
  key,
  bytes: Buffer.from(value),
  sequence,
  date: sequence,
});
const entry = (key: string, value: string, date: number): MetadataEntry => ({
  userId: "ada",
  key,
  bytes: Buffer.from(value),
  createdAt: formatMicros(date),
  updatedAt: formatMicros(date),
});

it("what is heard of somebody while they are compared is not put back to what was listed before", async () => {
  const clock = createTestClock();
  let listed: readonly MetadataEntry[] = [entry("nick", "ada", 2)];
  const listOwners = vi.fn(() => Promise.resolve([listed]));
  const check = createBackgroundCheck({
    listUsers: listOwners,
    getOrganizations: () => Promise.resolve(new Map([["ada", "acme"]])),
    log: silentLog,
    clock,
    intervalMs: 1,
    allowedLatenessMs: 0,
    selectUsers: () => Promise.resolve(["ada"]),
    observer: silentReplicaObserver,
  });
  await whileLeading(createMemoryStore(silentLog, clock), async (writer) => {
    const position = { head: undefined, lowWatermark: undefined, isComplete: true };
    const folder = createPageApplier(writer, new Map());
    const { signal } = new AbortController();
    const poll = async (): Promise<Record<string, string>> => {
      await clock.advance(5);
      await check.afterPoll({ startedAt: clock.now(), writer, checkpoint: position }, signal);
      // Lists that were begun have been answered.
      await clock.advance(5);
      const [record] = await writer.records(["ada"]);
      const entries = record === undefined ? [] : decodeEntries(record, "ada", false);
      return Object.fromEntries(entries.map(({ key, bytes }) => [key, String(bytes)]));
    };
    // Nobody has heard of the nick.
    await folder.apply([set("plan", "gold", 1)], position, 0);
    listed = [entry("nick", "ada", 2), entry("plan", "gold", 1)];
    for (let lists = 0; lists < 2; lists = listOwners.mock.calls.length) await poll();
    await folder.apply([set("plan", "iron", 3)], position, 0);
    expect(await poll()).toEqual({ plan: "iron" });
    listed = [entry("nick", "ada", 2), { ...entry("plan", "iron", 3), createdAt: formatMicros(1) }];
    let known: Record<string, string> = {};
    await clock.until(async () => {
      known = await poll();
      return known["plan"] === "iron" && "nick" in known;
    });
    expect(known).toEqual({ nick: "ada", plan: "iron" });
  });
});
