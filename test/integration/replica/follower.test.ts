import { describe, expect, it } from "vitest";
import type { ChangeFeed } from "../../../src/changes/change-feed.js";
import { Failure } from "../../../src/lib/failure.js";
import { createFollower } from "../../../src/replica/follow/follower.js";
import { createMemoryStore } from "../../../src/replica/store/memory/memory-store.js";
import { createProgress } from "../../../src/replica/follow/progress.js";
import { silentLog } from "../../support/silent-log.js";
import { silentReplicaObserver } from "../../support/silent-replica-observer.js";
import { createTestClock } from "../../support/test-clock.js";

/** How long it sleeps between its first looks at a feed that fails so often first. */
async function sleepsOf(pollMs: number, failures: number): Promise<readonly number[]> {
  const clock = createTestClock();
  const stopping = new AbortController();
  const sleeps: number[] = [];
  let left = failures;
  const feed: ChangeFeed = {
    read: (after) => Promise.resolve({ changes: [], position: after, isLast: true }),
    head: () =>
      left-- > 0
        ? Promise.reject(new Failure("UPSTREAM_UNAVAILABLE", "ZITADEL is away."))
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
        sleeps.push(ms);
        if (sleeps.length === failures + 2) stopping.abort();
        return Promise.resolve();
      },
    },
    progress: createProgress(silentLog, clock),
    observer: silentReplicaObserver,
    backgroundCheck: { afterPoll: () => Promise.resolve() },
  });
  await createMemoryStore(silentLog, clock).runAsLeader(follow, stopping.signal);
  return sleeps;
}

describe("whoever follows", () => {
  it("looks as often as is configured, however seldom that is", async () => {
    expect(await sleepsOf(60_000, 0)).toEqual([60_000, 60_000]);
  });

  it("waits longer and longer while it fails, and then no longer", async () => {
    expect(await sleepsOf(1000, 4)).toEqual([2000, 4000, 5000, 5000, 1000, 1000]);
    expect(await sleepsOf(60_000, 1)).toEqual([60_000, 60_000, 60_000]);
  });
});
