import type { Clock } from "../../../lib/clock.js";
import { LeadershipLost } from "../store.js";
import { RedisError } from "./errors.js";

/** Waits no longer than this, nor than a turn lasts. What comes later is of no use to anybody. */
export function withTimeout<T>(clock: Clock, ms: number, answer: Promise<T>, turn?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      reject(new LeadershipLost("its turn is over"));
    };
    const timer = clock.setTimeout(() => {
      reject(new RedisError(`it did not answer within ${ms} ms`));
    }, ms);
    const tidy = (): void => {
      timer.clear();
      turn?.removeEventListener("abort", end);
    };
    if (turn?.aborted === true) end();
    turn?.addEventListener("abort", end);
    answer.then(resolve, reject);
    answer.then(tidy, tidy);
  });
}
