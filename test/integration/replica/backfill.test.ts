import { describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../src/lib/clock.js";
import { Failure } from "../../../src/lib/failure.js";
import type { UserDirectory } from "../../../src/changes/change-feed.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import { listedEntries, storedEntries } from "../../property/all-entries.js";
import { type FollowedZitadel, startFollowedZitadel } from "../../property/followed-zitadel.js";
import { startInstance } from "../../property/replica-instance.js";
import { routes } from "../../support/zitadel-calls.js";
import { silentLog } from "../../support/silent-replica.js";

const allowedLatenessMs = 10_000;

/** Adds users whose events are no longer in the event log. */
function addUsersBeforeEventLog({ emulator }: FollowedZitadel): readonly string[] {
  const ids = Array.from({ length: 5 }, (_, n) =>
    emulator.addUser(`old-${n}`, { organization: "a", metadata: { plan: String(n) } }),
  );
  emulator.truncateEvents();
  return ids;
}

/** Lists each user of ZITADEL in a batch of its own, and then calls `after`. */
function listOneByOne({ users }: FollowedZitadel, after: (id: string) => void): UserDirectory {
  return {
    async *listIds(createdBefore, signal) {
      for await (const batch of users.listIds(createdBefore, signal)) {
        for (const id of batch) {
          yield [id];
          after(id);
        }
      }
    },
  };
}

describe("the backfill of users from before ZITADEL's event log", () => {
  it("starts again after a failure, and skips no user", async () => {
    await using zitadel = await startFollowedZitadel(["a"]);
    const ids = addUsersBeforeEventLog(zitadel);
    const fail = vi.fn((): never => {
      throw new Failure("UPSTREAM_UNAVAILABLE", "ZITADEL is unavailable.");
    });
    const users = listOneByOne(zitadel, (id) => {
      if (id === ids[1] && fail.mock.calls.length === 0) fail();
    });
    const log = { ...silentLog, error: vi.fn() };
    const store = createMemoryStore(silentLog, systemClock);
    const instance = startInstance({ ...zitadel, users }, store, allowedLatenessMs, log);
    for (let n = 0; n < 3; n++) await instance.poll();
    await instance.stop();
    expect(fail).toHaveBeenCalledOnce();
    expect(log.error).not.toHaveBeenCalled();
    expect(await storedEntries(store, ids)).toEqual(await listedEntries(zitadel.emulator, ids));
  });

  it("retries a failed list and logs the reason", async () => {
    await using zitadel = await startFollowedZitadel(["a"]);
    const ids = addUsersBeforeEventLog(zitadel);
    zitadel.emulator.failNext(routes.list, { status: 503 });
    const log = { ...silentLog, warn: vi.fn() };
    const store = createMemoryStore(silentLog, systemClock);
    const instance = startInstance(zitadel, store, allowedLatenessMs, log);
    await instance.poll();
    await instance.stop();
    expect(log.warn).toHaveBeenCalledWith(
      { code: "UPSTREAM_UNAVAILABLE" },
      "backfill failed, retrying: ZITADEL or a proxy in front of it responded with status 503 (no content type).",
    );
    expect(await storedEntries(store, ids)).toEqual(await listedEntries(zitadel.emulator, ids));
  });
});
