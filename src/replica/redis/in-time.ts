import type { Clock } from "../../lib/clock.js";
import { NotLeading } from "../store.js";
import { RedisTrouble } from "./trouble.js";

/** Waits no longer than this, nor than a turn lasts. What comes later is of no use to anybody. */
export function inTime<T>(clock: Clock, ms: number, answer: Promise<T>, turn?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      reject(new NotLeading("its turn is over"));
    };
    const timer = clock.setTimeout(() => {
      reject(new RedisTrouble(`it did not answer within ${ms} ms`));
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
