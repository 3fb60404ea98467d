import { expect, it } from "vitest";
import { createRecentEntries } from "../../../src/metadata/recent-entries.js";
import { unlimitedBudget } from "../../../src/metadata/read-limits.js";
import type { MetadataEntry } from "../../../src/metadata/entry.js";
import type { MetadataSource } from "../../../src/metadata/source.js";
import { createReadSample } from "../../../src/replica/verify/read-sample.js";
import { createReplicaSource } from "../../../src/replica/source/replica-source.js";
import { createVisibility } from "../../../src/zitadel/users/visibility.js";
import { silentReplicaObserver } from "../../support/silent-replica.js";
import { createTestClock } from "../../support/test-clock.js";

const entry: MetadataEntry = {
  userId: "ada",
  key: "plan",
  bytes: Buffer.from("gold"),
  createdAt: null,
  updatedAt: null,
};
const unexpected = (): never => {
  throw new TypeError("unexpected call");
};
const zitadel: MetadataSource = {
  load: (userIds) => Promise.resolve(userIds.map(() => [entry])),
  set: unexpected,
  remove: unexpected,
  update: unexpected,
  findUsers: unexpected,
  userExists: unexpected,
  getOrganizations: unexpected,
};

it.each([undefined, { changedAt: 1, isExpired: false }])(
  "reads a user with an invalid record in the store from ZITADEL (pending write: %o)",
  async (write) => {
    const clock = createTestClock();
    const source = createReplicaSource(zitadel, {
      store: {
        read: () => Promise.resolve({ ageMs: 0, records: [Buffer.from("garbage")], pendingWrites: [write] }),
        findUsers: undefined,
      },
      visibility: createVisibility({ listReadable: unexpected, canListReadable: unexpected }, 0, clock),
      recentEntries: createRecentEntries(clock),
      maxLagMs: 1000,
      serveStale: false,
      maxUserBytes: 1000,
      readSample: createReadSample(1),
      observer: silentReplicaObserver,
      isDisabled: () => false,
      onServedStale: () => undefined,
      clock,
    });
    const loaded = await source.load(["ada"], {
      credential: "service",
      scope: { requestId: "1", deadlineAt: Number.POSITIVE_INFINITY, upstreamCalls: 0 },
      signal: new AbortController().signal,
      withDates: true,
      isVisible: () => true,
      budget: unlimitedBudget,
    });
    expect(loaded).toEqual([[entry]]);
  },
);
