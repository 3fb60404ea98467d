import { ExponentialBackoff, type Policy, handleWhen, handleWhenResult, retry } from "cockatiel";
import type { Askers } from "./askers.js";
import type { ZitadelAnswer, ZitadelCall } from "./call.js";
import { isGatewayError } from "./breaker.js";
import { NoAnswer } from "./no-answer.js";
import { isConflict, isRateLimited } from "./refusal.js";

/** Two writes to one user at one moment: ZITADEL applies one and nothing of the other, which is therefore made again. */
const mostConflicts = 3;

/** Makes a call, and makes it again where that may help and does no harm. `attempt` is told how many went before it. */
export type Repeat = (
  call: Pick<ZitadelCall, "kind"> & { readonly askers: Askers },
  attempt: Attempt,
) => Promise<ZitadelAnswer>;

type Attempt = (before: number) => Promise<ZitadelAnswer>;

/**
 * Reads are repeated when there was no connection, when it broke, after 502, 503, 504 and 429: `retries` times at most, after waits of random
 * length, which grow (Retry-After is waited for by the queue, for all calls). Writes only where it is certain that nothing was done.
 */
export function createRepeat(retries: number): Repeat {
  const times = (policy: Policy, maxAttempts: number, initialDelay: number, maxDelay: number) =>
    retry(policy, { maxAttempts, backoff: new ExponentialBackoff({ initialDelay, maxDelay }) });
  const reads = times(handleWhen(isLost).orWhenResult(isNotServed), retries, 100, 1000);
  const writes = times(handleWhen(isNotSent).orWhenResult(isRateLimited), retries, 100, 1000);
  const conflicts = times(handleWhenResult(isConflict), mostConflicts, 30, 200);

  function repeated(
    isWrite: boolean,
    { signal }: Askers,
    first: Promise<ZitadelAnswer>,
    attempt: Attempt,
  ): Promise<ZitadelAnswer> {
    let made = 0;
    let last: Promise<ZitadelAnswer> | undefined;
    async function once(): Promise<ZitadelAnswer> {
      last = undefined;
      const attempted = made === 0 ? first : attempt(made);
      made++;
      try {
        return await attempted;
      } finally {
        last = attempted;
      }
    }
    const answer = isWrite
      ? conflicts.execute(() => writes.execute(once, signal), signal)
      : reads.execute(once, signal);
    return new Promise((resolve, reject) => {
      // An attempt ends with the signal by itself. Between two of them it is how the last one ended that counts.
      const giveUp = (): void => {
        if (last !== undefined) resolve(last);
      };
      signal.addEventListener("abort", giveUp);
      answer.then(resolve, reject).finally(() => {
        signal.removeEventListener("abort", giveUp);
      });
    });
  }

  return async ({ kind, askers }, attempt) => {
    const isWrite = kind === "set" || kind === "remove";
    const first = attempt(0);
    // Nearly all calls are made once: for those, what could repeat them is not even set up.
    const isToRepeat = await first.then(
      isWrite ? (answer) => isConflict(answer) || isRateLimited(answer) : isNotServed,
      isWrite ? isNotSent : isLost,
    );
    return isToRepeat ? repeated(isWrite, askers, first, attempt) : first;
  };
}

/** It is certain that nothing of it was done. */
function isNotSent(error: unknown): boolean {
  return isLost(error) && !error.mayHaveArrived;
}

function isLost(error: unknown): error is NoAnswer {
  return error instanceof NoAnswer && error.reason === "unreachable";
}

function isNotServed(answer: unknown): boolean {
  return isGatewayError(answer) || isRateLimited(answer);
}
