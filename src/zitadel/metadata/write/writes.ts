import { catchFailure, Failure, type FailureCode } from "../../../lib/failure.js";
import type { Clock } from "../../../lib/clock.js";
import type { MetadataSource, UpdateResult } from "../../../metadata/source.js";
import type { UserApi } from "../../api/user-api.js";
import { createDeletions } from "./deletions.js";
import { createEvaluatedWrites, NotExclusive } from "./evaluated-writes.js";
import type { Lease, Leases } from "../../../changes/leases.js";
import { createWriteQueue } from "./queue.js";
import { isConditionalWrite, type QueuedWrite, selectBatch } from "./queued-write.js";
import type { RecentWrites } from "./recent-writes.js";
import type { SendWrite } from "./send.js";
import type { WriteVerifier } from "./verify.js";

export interface WritesOptions {
  readonly api: UserApi;
  readonly sendWrite: SendWrite;
  readonly verifier: WriteVerifier;
  readonly recentWrites: RecentWrites;
  readonly leases: Leases;
  readonly clock: Clock;
}

type SetWrite = Extract<QueuedWrite, { kind: "set" }>;

/** A batch that fails with one of these is sent write by write: one of them may be the cause. */
const codesOfOneWrite = new Set<FailureCode>([
  "NOT_SUPPORTED",
  "REQUEST_TOO_LARGE",
  "UPSTREAM_INVALID_RESPONSE",
]);

/** Writes with ZITADEL's bulk calls. Each call is applied completely or not at all. */
export function createWrites(options: WritesOptions): Pick<MetadataSource, "set" | "remove" | "update"> {
  const { api, sendWrite, verifier, leases } = options;
  const deletions = createDeletions(options);
  const evaluated = createEvaluatedWrites(options);

  /** Needs no read: the last value of a key wins. */
  async function set(userId: string, writes: readonly [SetWrite, ...SetWrite[]]): Promise<UpdateResult> {
    const last = writes.reduce((a, b) => (b.options.scope.deadlineAt > a.options.scope.deadlineAt ? b : a));
    const all = writes.flatMap(({ entries }) => entries);
    const entries = [...new Map(all.map((entry) => [entry.key, entry])).values()];
    const mustNotReveal = writes.some((write) => write.options.mustNotReveal);
    const sent = await sendWrite({
      userId,
      entries,
      send: () => api.set(userId, entries, last.options),
      // Otherwise a caller that may write a key but not read it could guess its value while writes fail.
      verify: mustNotReveal ? undefined : () => verifier.containsAll(userId, entries, last.options),
    });
    return sent === "done" ? { kind: "done", keys: [] } : { kind: "userNotFound" };
  }

  async function executeOne(userId: string, write: QueuedWrite, lease: Lease): Promise<UpdateResult> {
    if (write.kind === "set") return set(userId, [write]);
    if (write.kind === "remove") {
      const removed = await deletions.remove(userId, write.keys, write.options);
      if (removed === undefined) return { kind: "userNotFound" };
      return { kind: "done", keys: removed.map((key) => ({ key, bytes: undefined, isChanged: true })) };
    }
    const [result] = await evaluated.execute(userId, [write], lease);
    if (result === undefined) throw new TypeError("each write must have a result");
    return result;
  }

  async function executeBatch(
    userId: string,
    batch: readonly QueuedWrite[],
    lease: Lease,
  ): Promise<readonly UpdateResult[]> {
    const sets = batch.filter((write) => write.kind === "set");
    const [first, ...rest] = sets;
    if (first === undefined || sets.length < batch.length) return evaluated.execute(userId, batch, lease);
    const result = await set(userId, [first, ...rest]);
    return batch.map(() => result);
  }

  async function executeAll(
    userId: string,
    batch: readonly QueuedWrite[],
    lease: Lease,
  ): Promise<readonly (UpdateResult | Failure)[]> {
    const together = batch.length > 1 ? await catchFailure(executeBatch(userId, batch, lease)) : undefined;
    if (together instanceof NotExclusive) return executeUnconditional(userId, batch, lease, together);
    if (together instanceof Failure && !codesOfOneWrite.has(together.code)) {
      // Each request needs its own error: the log reports an error once.
      return batch.map(() => together.copy());
    }
    if (together !== undefined && !(together instanceof Failure)) return together;
    const results: (UpdateResult | Failure)[] = [];
    for (const write of batch) results.push(await catchFailure(executeOne(userId, write, lease)));
    return results;
  }

  /** Conditional writes fail. The others do not need the lease. */
  async function executeUnconditional(
    userId: string,
    batch: readonly QueuedWrite[],
    lease: Lease,
    failure: NotExclusive,
  ): Promise<readonly (UpdateResult | Failure)[]> {
    const unconditional = batch.filter((write) => !isConditionalWrite(write));
    const executed = await executeAll(userId, unconditional, lease);
    const results = new Map(unconditional.map((write, n) => [write, executed[n]]));
    return batch.map((write) => results.get(write) ?? failure.copy());
  }

  const queue = createWriteQueue<QueuedWrite, UpdateResult>({ selectBatch, leases, execute: executeAll });

  const submit = (userId: string, write: QueuedWrite): Promise<UpdateResult> =>
    queue.submit(userId, write.options.signal, write);

  return {
    async set(userId, entries, options) {
      return (await submit(userId, { kind: "set", entries, options })).kind === "done";
    },
    async remove(userId, keys, options) {
      const result = await submit(userId, { kind: "remove", keys, options });
      if (result.kind !== "done") return undefined;
      return result.keys.filter(({ isChanged }) => isChanged).map(({ key }) => key);
    },
    async update(userId, steps, options) {
      const write = { kind: "update", steps, options } as const;
      const deletes = steps.filter(({ kind }) => kind === "delete").length;
      if (deletes > 0 && deletes < steps.length) await api.requireSetAndRemove(options);
      return options.dryRun ? evaluated.evaluate(userId, write) : submit(userId, write);
    },
  };
}
