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
import { routes } from "../../support/zitadel-calls.js";
import { silentLog } from "../../support/silent-replica.js";
import { createTestClock, type TestClock } from "../../support/test-clock.js";
import { whileLeading } from "./while-leading.js";

const { signal } = new AbortController();
/** Maximum delay of an event. */
const allowedLatenessMs = 1;

/** Follows the changes of one user until no change can be late, and then calls `act`. */
async function whileIdle(
  act: (zitadel: FollowedZitadel, id: string, history: HistoryReader, clock: TestClock) => Promise<unknown>,
): Promise<void> {
  const clock = createTestClock();
  await using zitadel = await startFollowedZitadel([]);
  await using store = createMemoryStore(silentLog, clock);
  const id = zitadel.emulator.addUser("ada", {});
  await write(zitadel.emulator, id, { plan: "gold", nick: "ada" });
  await whileLeading(store, async (writer) => {
    const applier = createPageApplier(writer, new Map());
    const start = { head: undefined, lowWatermark: undefined, isComplete: false };
    const initialHead = await zitadel.feed.head(signal);
    const onPage = (): Promise<void> => Promise.resolve();
    const history = createHistoryReader(
      { feed: zitadel.feed, applier, allowedLatenessMs, onPage, clock },
      start,
      initialHead,
    );
    const { head } = await catchUpFully(history, clock);
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

async function catchUpFully(history: HistoryReader, clock: TestClock): Promise<HistoryReader["checkpoint"]> {
  await history.catchUp(signal);
  for (let n = 0; n < 3; n++) {
    await clock.advance(2 * allowedLatenessMs);
    await history.catchUp(signal);
  }
  return history.checkpoint;
}

describe("a reader of an idle event log", () => {
  it("makes one call per poll, which returns one event", async () => {
    await whileIdle(async ({ emulator }, _, history) => {
      emulator.clearCalls();
      emulator.setMaxEventPageBytes(400);
      await history.catchUp(signal);
      expect(emulator.calls.map(({ path, status }) => [path, status])).toEqual([
        ["/admin/v1/events/_search", 200],
      ]);
      expect(emulator.calls[0]?.path).toMatch(routes.events);
    });
  });

  it("reads new events when they arrive", async () => {
    await whileIdle(async ({ emulator }, id, history, clock) => {
      await write(emulator, id, { plan: "iron", more: "1" });
      await history.catchUp(signal);
      emulator.removeAllMetadata(id);
      await write(emulator, id, { last: "2" });
      await catchUpFully(history, clock);
    });
  });

  it("rejects with HistoryGapError when the event log was truncated", async () => {
    await whileIdle(async ({ emulator }, id, history) => {
      emulator.truncateEvents();
      await expect(history.catchUp(signal)).rejects.toThrow(HistoryGapError);
      expect(id).toBeTruthy();
    });
  });
});
