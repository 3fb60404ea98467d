import { createFollower } from "../../src/replica/follow/follower.js";
import { createListUsers } from "../../src/replica/record/list-users.js";
import { createProgress } from "../../src/replica/follow/progress.js";
import { createBackgroundCheck } from "../../src/replica/verify/background-check.js";
import type { ReplicaLog } from "../../src/replica/log.js";
import type { ReplicaStore } from "../../src/replica/store/store.js";
import { silentLog, silentReplicaObserver } from "../support/silent-replica.js";
import type { FollowedZitadel } from "./followed-zitadel.js";

/** A replica follower that polls when the test calls `poll`. */
export interface ReplicaInstance {
  poll(): Promise<void>;
  stop(): Promise<void>;
}

export function startInstance(
  { feed, users, lists, getOrganizations, clock }: FollowedZitadel,
  store: ReplicaStore,
  allowedLatenessMs: number,
  log: ReplicaLog = silentLog,
): ReplicaInstance {
  const stopping = new AbortController();
  let isIdle = false;
  let endWait: (() => void) | undefined;
  let onIdle: (() => void) | undefined;

  const untilIdle = (): Promise<void> =>
    isIdle
      ? Promise.resolve()
      : new Promise((resolve) => {
          onIdle = resolve;
        });
  const pollTimer = {
    trigger: () => undefined,
    wait: () =>
      new Promise<void>((resolve) => {
        isIdle = true;
        endWait = () => {
          isIdle = false;
          resolve();
        };
        onIdle?.();
      }),
  };
  const listUsers = createListUsers(lists, clock);
  const checkOptions = {
    listUsers,
    getOrganizations,
    log,
    observer: silentReplicaObserver,
    clock,
  };
  const follow = createFollower({
    ...checkOptions,
    feed,
    users,
    store,
    pollMs: 1,
    allowedLatenessMs,
    maxBytes: Number.POSITIVE_INFINITY,
    pollTimer,
    progress: createProgress(log, clock),
    backgroundCheck: createBackgroundCheck({
      ...checkOptions,
      intervalMs: 0,
      allowedLatenessMs,
      selectUsers: () => Promise.resolve([]),
    }),
  });
  const following = store.runAsLeader(follow, stopping.signal);

  return {
    async poll() {
      await clock.run(untilIdle());
      endWait?.();
      await clock.run(untilIdle());
    },
    async stop() {
      await clock.run(untilIdle());
      stopping.abort();
      endWait?.();
      await following;
    },
  };
}
