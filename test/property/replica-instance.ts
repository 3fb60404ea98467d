import { createFollower } from "../../src/replica/follow/follower.js";
import { createListUsers } from "../../src/replica/record/list-users.js";
import { createProgress } from "../../src/replica/follow/progress.js";
import { createBackgroundCheck } from "../../src/replica/verify/background-check.js";
import type { ReplicaLog } from "../../src/replica/log.js";
import type { ReplicaStore } from "../../src/replica/store/store.js";
import { silentLog } from "../support/silent-log.js";
import { silentReplicaWatch } from "../support/silent-replica-watch.js";
import type { FollowedZitadel } from "./followed-zitadel.js";

/** Whoever follows, and reads to the end whenever it is told to. */
export interface ReplicaInstance {
  poll(): Promise<void>;
  stop(): Promise<void>;
}

export function startInstance(
  { feed, users, lists, getOrganizations: organizationsOf, clock }: FollowedZitadel,
  store: ReplicaStore,
  overlapMs: number,
  log: ReplicaLog = silentLog,
): ReplicaInstance {
  const stopping = new AbortController();
  let sleeps = false;
  let wakeUp: (() => void) | undefined;
  let tellSleep: (() => void) | undefined;

  const asleep = (): Promise<void> =>
    sleeps
      ? Promise.resolve()
      : new Promise((resolve) => {
          tellSleep = resolve;
        });
  const wake = {
    trigger: () => undefined,
    wait: () =>
      new Promise<void>((resolve) => {
        sleeps = true;
        wakeUp = () => {
          sleeps = false;
          resolve();
        };
        tellSleep?.();
      }),
  };
  const listOwners = createListUsers(lists, clock);
  const checking = {
    listUsers: listOwners,
    getOrganizations: organizationsOf,
    log,
    observer: silentReplicaWatch,
    clock,
  };
  const follow = createFollower({
    ...checking,
    feed,
    users,
    store,
    pollMs: 1,
    allowedLatenessMs: overlapMs,
    maxBytes: Number.POSITIVE_INFINITY,
    pollTimer: wake,
    progress: createProgress(log, clock),
    backgroundCheck: createBackgroundCheck({
      ...checking,
      intervalMs: 0,
      allowedLatenessMs: overlapMs,
      selectUsers: () => Promise.resolve([]),
    }),
  });
  const following = store.runAsLeader(follow, stopping.signal);

  return {
    async poll() {
      await clock.run(asleep());
      wakeUp?.();
      await clock.run(asleep());
    },
    async stop() {
      await clock.run(asleep());
      stopping.abort();
      wakeUp?.();
      await following;
    },
  };
}
