import { CancellationSource } from "../../lib/cancellation.js";
import type { Clock } from "../../lib/clock.js";
import { withSignal } from "../../lib/with-signal.js";
import { isWrite, type Waiters, type ZitadelCall, type ZitadelResponse } from "./call.js";
import type { Middleware, Send } from "./middleware.js";
import { cancelled, TransportError } from "./transport/transport-error.js";
import { CircuitOpen } from "./queue/rejections.js";
import type { BreakerState, ClientObserver } from "./observer.js";
import { toResponseFailure } from "./errors.js";
import { consequencesOf } from "./response-kinds.js";

/** Consecutive failures that open the breaker. */
const failureThreshold = 10;
/**
 * Minimum duration of those failures. A rolling restart of ZITADEL closes all connections together, and
 * the next call succeeds: the breaker must not open for it.
 */
const minDurationMs = 500;
/** Time until the first probe. It doubles with every failed probe, up to the maximum. */
const firstProbeDelayMs = 500;
const maxProbeDelayMs = 5000;

const neverAborted = new CancellationSource();

/**
 * Stops calls while ZITADEL cannot be reached. Only failures that callers cannot cause count: no connection,
 * a timeout, and the responses with `opensCircuit`. Throws CircuitOpen while the breaker is open or a probe is
 * in flight.
 */
export function circuitBreaker(observer: Pick<ClientObserver, "onCircuitChange">, clock: Clock): Middleware {
  let state: BreakerState = "closed";
  let failures = 0;
  let firstFailureAt = 0;
  let nextProbeAt = 0;
  let failedProbes = 0;
  let lastFailure: unknown;

  function setState(next: BreakerState): void {
    if (state === next) return;
    state = next;
    observer.onCircuitChange(state);
  }

  function open(): void {
    nextProbeAt = clock.now() + Math.min(firstProbeDelayMs * 2 ** failedProbes, maxProbeDelayMs);
    setState("open");
  }

  function onSuccess(): void {
    failures = 0;
    if (state !== "half_open") return;
    failedProbes = 0;
    setState("closed");
  }

  function onFailure(startedAt: number): void {
    if (failures === 0) firstFailureAt = startedAt;
    failures++;
    if (state === "half_open") {
      failedProbes++;
      open();
    } else if (state === "closed" && isOverThreshold()) {
      failedProbes = 0;
      open();
    }
  }

  function isOverThreshold(): boolean {
    return failures >= failureThreshold && clock.now() - firstFailureAt >= minDurationMs;
  }

  /** Ignores calls that were already in flight when the breaker opened: only the probe may close it. */
  function record(isProbe: boolean, startedAt: number, failure: unknown): void {
    if (state !== "closed" && !isProbe) return;
    if (failure === undefined) {
      onSuccess();
      return;
    }
    lastFailure = failure;
    onFailure(startedAt);
  }

  async function run(
    isProbe: boolean,
    next: Send,
    call: ZitadelCall,
    waiters: Waiters,
  ): Promise<ZitadelResponse> {
    const startedAt = clock.now();
    try {
      const response = await next(call, waiters);
      const { opensCircuit } = consequencesOf(response);
      record(isProbe, startedAt, opensCircuit ? toResponseFailure(response) : undefined);
      return response;
    } catch (error) {
      // A cancelled probe counts as a failure. Any other cancelled call reveals nothing about ZITADEL.
      if (isProbe || isTransportFailure(error)) record(isProbe, startedAt, error);
      throw error;
    }
  }

  return (next) => (call, waiters) => {
    if (state === "closed") return run(false, next, call, waiters);
    // Other calls do not wait for the probe, which can take as long as the timeout of a call.
    if (state === "half_open" || clock.now() < nextProbeAt) {
      return Promise.reject(new CircuitOpen(lastFailure));
    }
    setState("half_open");
    if (isWrite(call)) return run(true, next, call, waiters);
    // A read that probes continues after its client disconnects, because all callers need its result.
    const { all, deadlineAt } = waiters;
    const probe = run(true, next, call, { all, deadlineAt, signal: neverAborted, isStarted: true });
    return withSignal(waiters.signal, probe, () => cancelled(true));
  };
}

function isTransportFailure(error: unknown): boolean {
  return error instanceof TransportError && error.reason !== "cancelled";
}
