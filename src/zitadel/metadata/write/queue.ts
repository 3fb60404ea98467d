import type { Cancellation } from "../../../lib/cancellation.js";
import { Failure } from "../../../lib/failure.js";
import { writeOutcomeUnknown } from "../../client/errors.js";
import type { Lease, Leases } from "../../../changes/leases.js";

/** Maximum number of writes that wait for another write to the same user. */
const maxQueued = 1000;

/** The result of each write, in their order. A failure concerns only its own write. */
type Results<R> = readonly (R | Failure)[];

export interface WriteQueueOptions<W, R> {
  /** Selects the writes that travel together: the first one, and later ones that may join it. */
  readonly selectBatch: (queued: readonly W[]) => readonly W[];
  readonly execute: (userId: string, batch: readonly W[], lease: Lease) => Promise<Results<R>>;
  readonly leases: Leases;
}

/**
 * Executes the writes to one user one after the other, in the order in which they arrive: ZITADEL rejects one of
 * two concurrent writes. Writes that arrive meanwhile are executed in batches.
 */
export interface WriteQueue<W, R> {
  /** Throws OVERLOADED, without executing the write, if the wait is too long. */
  submit(userId: string, signal: Cancellation, write: W): Promise<R>;
}

interface Waiting<W, R> {
  readonly write: W;
  readonly signal: Cancellation;
  readonly start: (isShared: boolean) => void;
  readonly resolve: (result: R | Failure) => void;
  readonly reject: (bug: unknown) => void;
}

export function createWriteQueue<W, R extends object>({
  selectBatch,
  execute,
  leases,
}: WriteQueueOptions<W, R>): WriteQueue<W, R> {
  /** Writes that wait, by user. The queue exists while a write to the user is executed. */
  const queues = new Map<string, Waiting<W, R>[]>();

  async function executeNext(userId: string, queue: Waiting<W, R>[]): Promise<void> {
    const [first] = queue;
    if (first === undefined) return;
    let batch: readonly Waiting<W, R>[] = [first];
    try {
      await using lease = await leases.acquire(userId, first.signal);
      // Writes that arrived during the acquisition are in the queue now; the first may have left it.
      const selected = new Set(selectBatch(queue.map(({ write }) => write)));
      batch = queue.filter(({ write }) => selected.has(write));
      for (const waiting of batch) {
        remove(queue, waiting);
        waiting.start(batch.length > 1);
      }
      if (batch.length === 0) return;
      const results = await execute(
        userId,
        batch.map(({ write }) => write),
        lease,
      );
      for (const [n, waiting] of batch.entries()) {
        const result = results[n];
        if (result === undefined) throw new TypeError("each write must have a result");
        waiting.resolve(result);
      }
    } catch (error) {
      for (const waiting of batch) {
        remove(queue, waiting);
        waiting.reject(error);
      }
    }
  }

  async function drain(userId: string, queue: Waiting<W, R>[]): Promise<void> {
    while (queue.length > 0) await executeNext(userId, queue);
    queues.delete(userId);
  }

  function enqueue(queue: Waiting<W, R>[], signal: Cancellation, write: W): Promise<R | Failure> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        remove(queue, waiting);
        reject(overloaded("the request timed out while it waited for other writes to this user"));
      };
      const abandon = (): void => {
        reject(writeOutcomeUnknown("The request timed out while its change was sent."));
      };
      const waiting: Waiting<W, R> = {
        ...{ write, signal, reject },
        start(isShared) {
          signal.removeEventListener("abort", leave);
          // The call goes on for the other requests.
          if (isShared) signal.addEventListener("abort", abandon);
        },
        resolve,
      };
      signal.addEventListener("abort", leave);
      queue.push(waiting);
    });
  }

  return {
    async submit(userId, signal, write) {
      if (signal.aborted) throw overloaded("the request has timed out");
      const queue = queues.get(userId) ?? [];
      if (queue.length >= maxQueued) {
        throw overloaded(`${maxQueued} other writes to this user are already waiting`);
      }
      const executed = enqueue(queue, signal, write);
      if (!queues.has(userId)) {
        queues.set(userId, queue);
        void drain(userId, queue);
      }
      const result = await executed;
      if (result instanceof Failure) throw result;
      return result;
    },
  };
}

function remove<T>(queue: T[], item: T): void {
  const index = queue.indexOf(item);
  if (index !== -1) queue.splice(index, 1);
}

function overloaded(reason: string): Failure {
  return new Failure("OVERLOADED", `Nothing was changed: ${reason}. Try again later.`);
}
