import { describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../src/lib/clock.js";
import { Failure } from "../../../src/lib/failure.js";
import type { UserDirectory } from "../../../src/changes/change-feed.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import { listedEntries, storedEntries } from "../../property/all-entries.js";
import { type FollowedZitadel, startFollowedZitadel } from "../../property/followed-zitadel.js";
import { startInstance } from "../../property/replica-instance.js";
import { routes } from "../../support/call-kinds.js";
import { silentLog } from "../../support/silent-log.js";

const overlapMs = 10_000;

/** People who are older than the history. */
function addOldPeople({ emulator }: FollowedZitadel): readonly string[] {
  const ids = Array.from({ length: 5 }, (_, n) =>
    emulator.addUser(`old-${n}`, { organization: "a", metadata: { plan: String(n) } }),
  );
  emulator.truncateEvents();
  return ids;
}

/** The users of ZITADEL's, each in a batch of their own; `after` is told of each. */
function oneByOne({ users }: FollowedZitadel, after: (id: string) => void): UserDirectory {
  return {
    async *listIds(createdBefore, signal) {
      for await (const some of users.listIds(createdBefore, signal)) {
        for (const id of some) {
          yield [id];
          after(id);
        }
      }
    },
  };
}

describe("a fill of users who are older than ZITADEL's history", () => {
  it("that ended in the middle is done again: nobody counts as known who was not read", async () => {
    await using zitadel = await startFollowedZitadel(["a"]);
    const ids = addOldPeople(zitadel);
    const fail = vi.fn((): never => {
      throw new Failure("UPSTREAM_UNAVAILABLE", "ZITADEL is away.");
    });
    const users = oneByOne(zitadel, (id) => {
      if (id === ids[1] && fail.mock.calls.length === 0) fail();
    });
    const log = { ...silentLog, error: vi.fn() };
    const store = createMemoryStore(silentLog, systemClock);
    const instance = startInstance({ ...zitadel, users }, store, overlapMs, log);
    for (let n = 0; n < 3; n++) await instance.poll();
    await instance.stop();
    expect(fail).toHaveBeenCalledOnce();
    expect(log.error).not.toHaveBeenCalled();
    expect(await storedEntries(store, ids)).toEqual(await listedEntries(zitadel.emulator, ids));
  });

  it("tries a list that failed again, and says why it does", async () => {
    await using zitadel = await startFollowedZitadel(["a"]);
    const ids = addOldPeople(zitadel);
    zitadel.emulator.failNext(routes.list, { status: 503 });
    const log = { ...silentLog, warn: vi.fn() };
    const store = createMemoryStore(silentLog, systemClock);
    const instance = startInstance(zitadel, store, overlapMs, log);
    await instance.poll();
    await instance.stop();
    expect(log.warn).toHaveBeenCalledWith(
      { code: "UPSTREAM_UNAVAILABLE" },
      "backfill failed, retrying: ZITADEL responded with status 503.",
    );
    expect(await storedEntries(store, ids)).toEqual(await listedEntries(zitadel.emulator, ids));
  });
});
