import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ExponentialBackoff,
  handleType,
  type IBreaker,
  noJitterGenerator,
} from "cockatiel";
import type { ZitadelAnswer } from "./call.js";
import { NoAnswer } from "./no-answer.js";
import { notAskedNow } from "./not-asked.js";
import type { BreakerState } from "./upstream-watch.js";
import { isObject } from "./wire.js";

/** So many calls in a row must find no ZITADEL, */
const threshold = 10;
/** and over so long: when its process is replaced, all connections break in one moment, and the next calls find another one. */
const leastMs = 500;
/** When one call is tried again: after half a second at first, later less often. A random time could be none at all. */
const probes = { initialDelay: 500, maxDelay: 5000, generator: noJitterGenerator };

export interface Breaker {
  /** Makes a call, or throws UPSTREAM_UNAVAILABLE at once while ZITADEL is known not to answer. */
  run(call: () => Promise<ZitadelAnswer>): Promise<ZitadelAnswer>;
  readonly isClosed: boolean;
}

const states: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.Open]: "open",
  [CircuitState.HalfOpen]: "halfOpen",
  [CircuitState.Isolated]: "open",
};

/**
 * Stops asking a ZITADEL that is not there. Only what no caller can bring about counts: no connection, no answer in time, and what a proxy answers in
 * the place of a server (502, 503, 504).
 */
export function createBreaker(onTurn: (state: BreakerState) => void): Breaker {
  const row = createRow();
  const policy = circuitBreaker(
    handleType(NoAnswer, ({ reason }) => countsAgainst(reason)).orWhenResult(isGatewayError),
    { breaker: row, halfOpenAfter: new ExponentialBackoff(probes) },
  );
  policy.onStateChange((state) => {
    onTurn(states[state]);
  });

  /** A call that tries whether ZITADEL is back, and that nobody waited for to its end, has not found it. */
  function countsAgainst(reason: NoAnswer["reason"]): boolean {
    return reason !== "abandoned" || policy.state === CircuitState.HalfOpen;
  }

  return {
    async run(call) {
      // Who comes while one call is tried does not wait for it: that may take as long as a call may.
      if (policy.state === CircuitState.HalfOpen) throw notAskedNow();
      const begunAt = performance.now();
      try {
        return await policy.execute(async () => {
          try {
            return await call();
          } finally {
            row.endedCall(begunAt);
          }
        });
      } catch (error) {
        throw error instanceof BrokenCircuitError ? notAskedNow() : error;
      }
    },
    get isClosed() {
      return policy.state === CircuitState.Closed;
    },
  };
}

/** Calls that failed one after the other: opens the breaker when there are enough of them, from the first one's beginning on for long enough. */
function createRow(): IBreaker & { endedCall(begunAt: number): void } {
  let failures = 0;
  let begunAt = 0;
  let lastBegunAt = 0;
  return {
    state: undefined,
    /** Told before it is known how it ended. */
    endedCall(at) {
      lastBegunAt = at;
    },
    success() {
      failures = 0;
    },
    failure() {
      if (failures === 0) begunAt = lastBegunAt;
      failures++;
      return failures >= threshold && performance.now() - begunAt >= leastMs;
    },
  };
}

const gatewayErrors = new Set<unknown>([502, 503, 504]);

export function isGatewayError(answer: unknown): boolean {
  return isObject(answer) && gatewayErrors.has(answer["status"]);
}
