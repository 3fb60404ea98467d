import { type Backoff, backoffMs } from "../../lib/backoff.js";
import type { Clock } from "../../lib/clock.js";
import type { Waiters } from "./waiters.js";
import { isGatewayError } from "./circuit-breaker.js";
import type { ZitadelResponse, ZitadelCall } from "./call.js";
import { TransportError } from "./transport-error.js";
import type { CallResult } from "./outcome.js";
import { isConflict, isRateLimited } from "./errors.js";

/** Makes a call, and makes it again where that may help and does no harm. `attempt` is told how many went before it. */
export type Retry = (
  call: Pick<ZitadelCall, "kind"> & { readonly askers: Waiters },
  attempt: (before: number) => Promise<ZitadelResponse>,
) => Promise<ZitadelResponse>;

/** When a call may be made again, how often, and after how long. */
interface Rule {
  readonly applies: (ended: CallResult) => boolean;
  readonly maxRetries: number;
  readonly backoff: Backoff;
}

/**
 * Reads are repeated when there was no connection, when it broke, after 502, 503, 504 and 429: `retries` times at most, after waits of random
 * length, which grow (Retry-After is waited for by the queue, for all calls). Writes only where it is certain that nothing was done.
 */
export function createRetry(retries: number, clock: Clock): Retry {
  const slow = { maxRetries: retries, backoff: { firstMs: 100, maxMs: 1000 } };
  const readRules: readonly Rule[] = [{ applies: isLostOrNotServed, ...slow }];
  const writeRules: readonly Rule[] = [
    // Two writes to one user at one moment: ZITADEL applies one and nothing of the other, which is therefore made again.
    { applies: meetsConflict, maxRetries: 3, backoff: { firstMs: 30, maxMs: 200 } },
    { applies: wasNotDone, ...slow },
  ];

  return async ({ kind, askers: { signal } }, attempt) => {
    const rules = kind === "set" || kind === "remove" ? writeRules : readRules;
    const retriesBy = new Map<Rule, number>();
    for (let made = 0; ; made++) {
      const ended = await endOf(attempt(made));
      const rule = rules.find(({ applies }) => applies(ended));
      const before = rule === undefined ? 0 : (retriesBy.get(rule) ?? 0);
      if (rule === undefined || before >= rule.maxRetries || signal.aborted) return settle(ended);
      retriesBy.set(rule, before + 1);
      if (!(await sleeps(backoffMs(before, rule.backoff), signal))) return settle(ended);
    }
  };

  /** False where the signal ended it. */
  function sleeps(ms: number, signal: AbortSignal): Promise<boolean> {
    return clock.sleep(ms, signal).then(
      () => true,
      () => false,
    );
  }
}

function endOf(answer: Promise<ZitadelResponse>): Promise<CallResult> {
  return answer.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
}

function settle(ended: CallResult): ZitadelResponse {
  if ("error" in ended) throw ended.error;
  return ended.answer;
}

function isLostOrNotServed(ended: CallResult): boolean {
  return "error" in ended
    ? isConnectionError(ended.error)
    : isGatewayError(ended.answer) || isRateLimited(ended.answer);
}

function meetsConflict(ended: CallResult): boolean {
  return "answer" in ended && isConflict(ended.answer);
}

/** It is certain that nothing of it was done. */
function wasNotDone(ended: CallResult): boolean {
  return "error" in ended
    ? isConnectionError(ended.error) && !ended.error.mayHaveBeenSent
    : isRateLimited(ended.answer);
}

function isConnectionError(error: unknown): error is TransportError {
  return error instanceof TransportError && error.reason === "connection_error";
}
