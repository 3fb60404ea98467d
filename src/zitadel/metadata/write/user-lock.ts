import { Failure } from "../../../lib/failure.js";

/** Maximum number of writes that wait for another write to the same user. */
const maxQueued = 16;

/**
 * Runs one write per user at a time, first in, first out. ZITADEL rejects one of two concurrent writes to a
 * user.
 */
export interface UserLock {
  /** Runs the write when the lock is free. Throws OVERLOADED without running it if the wait is too long. */
  run<T>(userId: string, signal: AbortSignal, write: () => Promise<T>): Promise<T>;
}

export function createUserLock(): UserLock {
  // Waiting writes, by the id of the user that is being written to.
  const queues = new Map<string, (() => void)[]>();

  function waitForLock(queue: (() => void)[], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        queue.splice(queue.indexOf(start), 1);
        reject(overloaded("the request timed out while it waited for other writes to this user"));
      };
      const start = (): void => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      signal.addEventListener("abort", onAbort);
      queue.push(start);
    });
  }

  async function acquire(userId: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw overloaded("the request has timed out");
    const queue = queues.get(userId);
    if (queue === undefined) {
      queues.set(userId, []);
      return;
    }
    if (queue.length >= maxQueued) {
      throw overloaded(`${maxQueued} other writes to this user are already waiting`);
    }
    await waitForLock(queue, signal);
  }

  function release(userId: string): void {
    const next = queues.get(userId)?.shift();
    if (next === undefined) queues.delete(userId);
    else next();
  }

  return {
    async run(userId, signal, write) {
      await acquire(userId, signal);
      try {
        return await write();
      } finally {
        release(userId);
      }
    },
  };
}

function overloaded(reason: string): Failure {
  return new Failure("OVERLOADED", `Nothing was changed: ${reason}. Try again later.`);
}
