import { expect, it, vi } from "vitest";
import type { UserChange } from "../../../src/changes/change.js";
import type { MetadataEntry } from "../../../src/metadata/entry.js";
import { formatMicros } from "../../../src/changes/timestamp.js";
import { createPageApplier } from "../../../src/replica/follow/apply-page.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import { createBackgroundCheck } from "../../../src/replica/verify/background-check.js";
import { decodeEntries } from "../../../src/replica/record/decode.js";
import { silentLog, silentReplicaObserver } from "../../support/silent-replica.js";
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

it("keeps changes that arrive between the list and the repair of a mismatch", async () => {
  const clock = createTestClock();
  let listed: readonly MetadataEntry[] = [entry("nick", "ada", 2)];
  const listUsers = vi.fn(() => Promise.resolve([listed]));
  const check = createBackgroundCheck({
    listUsers,
    getOrganizations: () => Promise.resolve(new Map([["ada", "acme"]])),
    log: silentLog,
    clock,
    intervalMs: 1,
    allowedLatenessMs: 0,
    selectUsers: () => Promise.resolve(["ada"]),
    observer: silentReplicaObserver,
  });
  await whileLeading(createMemoryStore(silentLog, clock), async (writer) => {
    const checkpoint = { head: undefined, lowWatermark: undefined, isComplete: true };
    const applier = createPageApplier(writer, new Map());
    const { signal } = new AbortController();
    const poll = async (): Promise<Record<string, string>> => {
      await clock.advance(5);
      await check.afterPoll({ startedAt: clock.now(), writer, checkpoint }, signal);
      // Wait for pending lists.
      await clock.advance(5);
      const [record] = await writer.records(["ada"]);
      const entries = record === undefined ? [] : decodeEntries(record, "ada", false);
      return Object.fromEntries(entries.map(({ key, bytes }) => [key, String(bytes)]));
    };
    // The nick is in no event.
    await applier.apply([set("plan", "gold", 1)], checkpoint, 0);
    listed = [entry("nick", "ada", 2), entry("plan", "gold", 1)];
    for (let lists = 0; lists < 2; lists = listUsers.mock.calls.length) await poll();
    await applier.apply([set("plan", "iron", 3)], checkpoint, 0);
    expect(await poll()).toEqual({ plan: "iron" });
    listed = [entry("nick", "ada", 2), { ...entry("plan", "iron", 3), createdAt: formatMicros(1) }];
    let entries: Record<string, string> = {};
    await clock.until(async () => {
      entries = await poll();
      return entries["plan"] === "iron" && "nick" in entries;
    });
    expect(entries).toEqual({ nick: "ada", plan: "iron" });
  });
});
