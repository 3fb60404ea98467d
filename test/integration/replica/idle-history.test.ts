import { describe, expect, it } from "vitest";
import {
  createHistoryReader,
  HistoryGapError,
  type HistoryReader,
} from "../../../src/replica/follow/read-history.js";
import { createPageApplier } from "../../../src/replica/follow/apply-page.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { storedEntries } from "../../property/all-entries.js";
import { type FollowedZitadel, startFollowedZitadel } from "../../property/followed-zitadel.js";
import { routes } from "../../support/call-kinds.js";
import { silentLog } from "../../support/silent-log.js";
import { createTestClock, type TestClock } from "../../support/test-clock.js";
import { whileLeading } from "./while-leading.js";

const { signal } = new AbortController();
/** Nothing is late for longer. */
const overlapMs = 1;

/** Has somebody's history followed until nothing can come late any more. */
async function whileQuiet(
  act: (zitadel: FollowedZitadel, id: string, history: HistoryReader, clock: TestClock) => Promise<unknown>,
): Promise<void> {
  const clock = createTestClock();
  await using zitadel = await startFollowedZitadel([]);
  await using store = createMemoryStore(silentLog, clock);
  const id = zitadel.emulator.addUser("ada", {});
  await write(zitadel.emulator, id, { plan: "gold", nick: "ada" });
  await whileLeading(store, async (writer) => {
    const folder = createPageApplier(writer, new Map());
    const begin = { head: undefined, lowWatermark: undefined, isComplete: false };
    const newest = await zitadel.feed.head(signal);
    const onPage = (): Promise<void> => Promise.resolve();
    const history = createHistoryReader(
      { feed: zitadel.feed, applier: folder, allowedLatenessMs: overlapMs, onPage, clock },
      begin,
      newest,
    );
    const { head } = await followed(history, clock);
    expect(history.checkpoint.lowWatermark).toBe((head?.date ?? 0) - 1);
    await act(zitadel, id, history, clock);
    await writer.markCaughtUp(await writer.now());
    const { [id]: entries = [] } = await storedEntries(store, [id]);
    expect(entries.map(([key, value]) => [key, atob(value)])).toEqual(
      [...zitadel.emulator.getMetadata(id)]
        .map(([key, value]) => [key, Buffer.from(value).toString()])
        .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
    );
  });
}

async function followed(history: HistoryReader, clock: TestClock): Promise<HistoryReader["checkpoint"]> {
  await history.catchUp(signal);
  for (let n = 0; n < 3; n++) {
    await clock.advance(2 * overlapMs);
    await history.catchUp(signal);
  }
  return history.checkpoint;
}

describe("a history in which nothing happens", () => {
  it("costs one call for one event at every look", async () => {
    await whileQuiet(async ({ emulator }, _, history) => {
      emulator.clearCalls();
      emulator.setMaxEventPageBytes(400);
      await history.catchUp(signal);
      expect(emulator.calls.map(({ path, status }) => [path, status])).toEqual([
        ["/admin/v1/events/_search", 200],
      ]);
      expect(emulator.calls[0]?.path).toMatch(routes.events);
    });
  });

  it("is read on once something happens", async () => {
    await whileQuiet(async ({ emulator }, id, history, clock) => {
      await write(emulator, id, { plan: "iron", more: "1" });
      await history.catchUp(signal);
      emulator.removeAllMetadata(id);
      await write(emulator, id, { last: "2" });
      await followed(history, clock);
    });
  });

  it("and has become another one, is a gap", async () => {
    await whileQuiet(async ({ emulator }, id, history) => {
      emulator.truncateEvents();
      await expect(history.catchUp(signal)).rejects.toThrow(HistoryGapError);
      expect(id).toBeTruthy();
    });
  });
});
