import type { Clock } from "../../lib/clock.js";
import type { Failure } from "../../lib/failure.js";
import { createComparer, type Mismatch, type ReadReplica } from "./compare.js";
import type { ListUsers } from "../record/list-users.js";

export interface VerifyOptions {
  readonly listUsers: ListUsers;
  readonly read: ReadReplica;
  /** Maximum delay before a change becomes visible in ZITADEL's event log. */
  readonly allowedLatenessMs: number;
  /** Called for each user that differs. */
  readonly onMismatch: (mismatch: Mismatch) => void;
  /** Called after each batch with the number of users so far. */
  readonly onProgress: (users: number) => void;
  readonly clock: Clock;
}

export interface VerificationResult {
  /** Number of users compared. */
  readonly compared: number;
  /** Number of users that ZITADEL failed to list. */
  readonly notListed: number;
  /** Why ZITADEL failed to list the last of them. */
  readonly reason: Failure | undefined;
  /** Number of users that changed too often to be compared. */
  readonly unstable: number;
}

const retryIntervalMs = 200;
const retryBatchSize = 20;

/**
 * Compares the users with ZITADEL's lists, batch by batch. Rejects with a Failure if the replica cannot be
 * read.
 */
export async function verifyUsers(
  batches: AsyncIterable<readonly string[]>,
  { listUsers, read, allowedLatenessMs, onMismatch, onProgress, clock }: VerifyOptions,
  signal: AbortSignal,
): Promise<VerificationResult> {
  const comparer = createComparer(listUsers, allowedLatenessMs, clock);
  const failed: string[] = [];
  let users = 0;
  let unstable = 0;

  async function compareAndConfirm(): Promise<void> {
    await comparer.compare(read);
    for (const mismatch of await comparer.confirm(signal)) onMismatch(mismatch);
    unstable += comparer.takeUnstable().length;
  }

  async function settle(): Promise<void> {
    for (;;) {
      await compareAndConfirm();
      if (comparer.pending === 0) return;
      await clock.sleep(retryIntervalMs, signal);
    }
  }

  for await (const userIds of batches) {
    const failures = await comparer.add(userIds, signal);
    signal.throwIfAborted();
    failed.push(...failures.keys());
    users += userIds.length;
    await compareAndConfirm();
    onProgress(users);
  }
  await settle();
  // Failed users are retried at the end, when a short outage is probably over.
  let [notListed, reason]: [number, Failure | undefined] = [0, undefined];
  for (let n = 0; n < failed.length; n += retryBatchSize) {
    const failures = await comparer.add(failed.slice(n, n + retryBatchSize), signal);
    signal.throwIfAborted();
    notListed += failures.size;
    reason = [...failures.values()].at(-1) ?? reason;
  }
  await settle();
  return { compared: users - notListed - unstable, notListed, reason, unstable };
}
