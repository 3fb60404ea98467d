import { Failure } from "../../../lib/failure.js";

/** Writes to one user that may wait for another one's end. */
const maxQueued = 16;

/** One write to a user at a time, in the order in which they came: ZITADEL refuses one of two that come at the same moment. */
export interface UserLock {
  /** Runs the write when its turn has come. Throws OVERLOADED, and runs nothing, where that would be too late. */
  run<T>(ownerId: string, signal: AbortSignal, write: () => Promise<T>): Promise<T>;
}

export function createOwnerTurns(): UserLock {
  // Those who wait, by the owners who are being written to.
  const queues = new Map<string, (() => void)[]>();

  function wait(line: (() => void)[], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        line.splice(line.indexOf(begin), 1);
        reject(
          overloaded("so many changes to this user were under way that the request's time was over before"),
        );
      };
      const begin = (): void => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      signal.addEventListener("abort", giveUp);
      line.push(begin);
    });
  }

  async function enter(ownerId: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw overloaded("the request's time was over before");
    const line = queues.get(ownerId);
    if (line === undefined) {
      queues.set(ownerId, []);
      return;
    }
    if (line.length >= maxQueued) {
      throw overloaded(`more than ${maxQueued} other changes to this user wait already`);
    }
    await wait(line, signal);
  }

  function leave(ownerId: string): void {
    const next = queues.get(ownerId)?.shift();
    if (next === undefined) queues.delete(ownerId);
    else next();
  }

  return {
    async run(ownerId, signal, write) {
      await enter(ownerId, signal);
      try {
        return await write();
      } finally {
        leave(ownerId);
      }
    },
  };
}

function overloaded(why: string): Failure {
  return new Failure("OVERLOADED", `Nothing was changed: ${why}. Try again later.`);
}
