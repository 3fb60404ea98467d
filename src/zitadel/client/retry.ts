import { type Backoff, backoffMs } from "../../lib/backoff.js";
import type { Cancellation } from "../../lib/cancellation.js";
import { createInterruptibleWait } from "../../lib/interruptible-wait.js";
import type { Clock } from "../../lib/clock.js";
import { type CallResult, isWrite, type ZitadelCall, type ZitadelResponse } from "./call.js";
import type { Middleware } from "./middleware.js";
import type { ClientObserver } from "./observer.js";
import { TransportError } from "./transport/transport-error.js";
import { consequencesOf } from "./response-kinds.js";

/** When to retry a call, how often, and after which delay. */
interface Rule {
  readonly applies: (result: CallResult) => boolean;
  readonly maxRetries: number;
  readonly backoff: Backoff;
}

/**
 * Retries reads after connection errors and transient responses: at most `retries` times, with random, growing
 * delays. Timeouts are not retried. The queue, not this middleware, waits for Retry-After. Writes are retried
 * only if ZITADEL certainly applied no part of them.
 */
export function retry(retries: number, observer: Pick<ClientObserver, "onRetry">, clock: Clock): Middleware {
  const standard = { maxRetries: retries, backoff: { firstMs: 100, maxMs: 1000 } };
  const readRules: readonly Rule[] = [{ applies: isRetryableRead, ...standard }];
  const writeRules: readonly Rule[] = [
    // Of two concurrent writes to one user ZITADEL applies one, and no part of the other.
    { applies: isWriteConflict, maxRetries: 3, backoff: { firstMs: 30, maxMs: 200 } },
    { applies: wasNotApplied, ...standard },
  ];

  return (next) => async (call, waiters) => {
    const { signal } = waiters;
    const rules = isWrite(call) ? writeRules : readRules;
    const applied: Rule[] = [];
    for (;;) {
      let result: CallResult;
      try {
        result = { response: await next(call, waiters) };
      } catch (error) {
        result = { error };
      }
      const rule = findRule(rules, result, call);
      if (rule === undefined || signal.aborted) return unwrap(result);
      const retriesSoFar = applied.filter((it) => it === rule).length;
      if (retriesSoFar >= rule.maxRetries) return unwrap(result);
      applied.push(rule);
      if (!(await sleep(backoffMs(retriesSoFar, rule.backoff), signal))) return unwrap(result);
      observer.onRetry(call.kind);
    }
  };

  /** Returns false if the signal ended the wait. */
  async function sleep(ms: number, signal: Cancellation): Promise<boolean> {
    await createInterruptibleWait(clock).wait(ms, signal);
    return !signal.aborted;
  }
}

function findRule(
  rules: readonly Rule[],
  result: CallResult,
  { isConditional }: ZitadelCall,
): Rule | undefined {
  if (isConditional === true && isWriteConflict(result)) return undefined;
  return rules.find(({ applies }) => applies(result));
}

function unwrap(result: CallResult): ZitadelResponse {
  if ("error" in result) throw result.error;
  return result.response;
}

function isRetryableRead(result: CallResult): boolean {
  return "error" in result ? isConnectionError(result.error) : consequencesOf(result.response).isTransient;
}

function isWriteConflict(result: CallResult): boolean {
  return "response" in result && result.response.kind === "conflict";
}

/** Whether ZITADEL certainly applied no part of a write, and may apply it soon. */
function wasNotApplied(result: CallResult): boolean {
  if ("error" in result) return isConnectionError(result.error) && !result.error.mayHaveBeenSent;
  const { isTransient, mayBeApplied } = consequencesOf(result.response);
  return isTransient && !mayBeApplied;
}

function isConnectionError(error: unknown): error is TransportError {
  return error instanceof TransportError && error.reason === "connection_error";
}
