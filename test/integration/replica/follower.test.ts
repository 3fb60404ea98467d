import { describe, expect, it } from "vitest";
import type { ChangeFeed } from "../../../src/changes/change-feed.js";
import { Failure } from "../../../src/lib/failure.js";
import { createFollower } from "../../../src/replica/follow/follower.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import { createProgress } from "../../../src/replica/follow/progress.js";
import { silentLog, silentReplicaObserver } from "../../support/silent-replica.js";
import { createTestClock } from "../../support/test-clock.js";

/** The follower's first waits between polls of a feed whose first `failures` polls fail. */
async function collectWaits(pollMs: number, failures: number): Promise<readonly number[]> {
  const clock = createTestClock();
  const stopping = new AbortController();
  const waits: number[] = [];
  let failuresLeft = failures;
  const feed: ChangeFeed = {
    read: (after) => Promise.resolve({ changes: [], position: after, isLast: true }),
    head: () =>
      failuresLeft-- > 0
        ? Promise.reject(new Failure("UPSTREAM_UNAVAILABLE", "ZITADEL is unavailable."))
        : Promise.resolve(undefined),
    oldest: () => Promise.resolve({ date: 1, isComplete: true }),
  };
  const follow = createFollower({
    feed,
    users: {
      async *listIds() {
        yield await Promise.resolve([]);
      },
    },
    listUsers: () => Promise.resolve([]),
    getOrganizations: () => Promise.resolve(new Map()),
    log: silentLog,
    clock,
    store: createMemoryStore(silentLog, clock),
    pollMs,
    allowedLatenessMs: 10_000,
    maxBytes: Number.POSITIVE_INFINITY,
    pollTimer: {
      trigger: () => undefined,
      wait(ms) {
        waits.push(ms);
        if (waits.length === failures + 2) stopping.abort();
        return Promise.resolve();
      },
    },
    progress: createProgress(silentLog, clock),
    observer: silentReplicaObserver,
    backgroundCheck: { afterPoll: () => Promise.resolve() },
  });
  await createMemoryStore(silentLog, clock).runAsLeader(follow, stopping.signal);
  return waits;
}

describe("the follower", () => {
  it("polls at the configured interval, even a long one", async () => {
    expect(await collectWaits(60_000, 0)).toEqual([60_000, 60_000]);
  });

  it("waits longer after each failure, and the configured interval after a success", async () => {
    expect(await collectWaits(1000, 4)).toEqual([2000, 4000, 5000, 5000, 1000, 1000]);
    expect(await collectWaits(60_000, 1)).toEqual([60_000, 60_000, 60_000]);
  });
});
