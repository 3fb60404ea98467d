import type { Clock } from "../../lib/clock.js";
import type { ZitadelResponse } from "./call.js";
import { TransportError } from "./transport-error.js";
import { circuitOpen } from "./rejections.js";
import type { BreakerState } from "./observer.js";
import { isObject } from "../codec.js";

/** Consecutive failures that open the breaker. */
const failureThreshold = 10;
/** Minimum duration of those failures: during a rolling restart all connections break at once, and the next call succeeds. */
const minDurationMs = 500;
/** Time until the first probe; it doubles with every probe that fails. */
const firstProbeMs = 500;
const longestProbeMs = 5000;

export interface CircuitBreaker {
  /** Makes a call, or throws UPSTREAM_UNAVAILABLE at once while the breaker is open or a probe is in flight. */
  run(call: () => Promise<ZitadelResponse>): Promise<ZitadelResponse>;
  readonly isClosed: boolean;
}

/**
 * Stops calls to a ZITADEL that cannot be reached. Only failures that no caller can cause count: no connection, no response in time, and
 * the status codes of a proxy without a server behind it (502, 503, 504).
 */
export function createBreaker(onStateChange: (state: BreakerState) => void, clock: Clock): CircuitBreaker {
  let state: BreakerState = "closed";
  let failures = 0;
  let firstFailureAt = 0;
  let probesAt = 0;
  let failedProbes = 0;

  function turn(next: BreakerState): void {
    if (state === next) return;
    state = next;
    onStateChange(state);
  }

  function open(): void {
    probesAt = clock.now() + Math.min(firstProbeMs * 2 ** failedProbes, longestProbeMs);
    turn("open");
  }

  function onSuccess(): void {
    failures = 0;
    if (state !== "half_open") return;
    failedProbes = 0;
    turn("closed");
  }

  function onFailure(begunAt: number): void {
    if (failures === 0) firstFailureAt = begunAt;
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

  /** Calls that were in flight when the breaker opened say nothing about the probe. */
  function settle(isProbe: boolean, begunAt: number, isFailure: boolean): void {
    if (state !== "closed" && !isProbe) return;
    if (isFailure) onFailure(begunAt);
    else onSuccess();
  }

  return {
    async run(call) {
      // Other calls do not wait for a probe: it may take as long as a call may.
      if (state === "half_open" || (state === "open" && clock.now() < probesAt)) throw circuitOpen();
      const isProbe = state === "open";
      if (isProbe) turn("half_open");
      const begunAt = clock.now();
      try {
        const answer = await call();
        settle(isProbe, begunAt, isGatewayError(answer));
        return answer;
      } catch (error) {
        // An abandoned probe has not found ZITADEL; any other abandoned call says nothing.
        if (isProbe || isUnanswered(error)) settle(isProbe, begunAt, true);
        throw error;
      }
    },
    get isClosed() {
      return state === "closed";
    },
  };
}

function isUnanswered(error: unknown): boolean {
  return error instanceof TransportError && error.reason !== "cancelled";
}

const gatewayErrors = new Set<unknown>([502, 503, 504]);

export function isGatewayError(answer: unknown): boolean {
  return isObject(answer) && gatewayErrors.has(answer["status"]);
}
