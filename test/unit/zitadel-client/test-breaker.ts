import type { ZitadelResponse } from "../../../src/zitadel/client/call.js";
import { circuitBreaker } from "../../../src/zitadel/client/circuit-breaker.js";
import type { Send } from "../../../src/zitadel/client/middleware.js";
import type { BreakerState } from "../../../src/zitadel/client/observer.js";
import { cancelled, unreachable } from "../../../src/zitadel/client/transport/transport-error.js";
import { createTestClock, type TestClock } from "../../support/test-clock.js";
import { type CallOptions, createCall, createResponse } from "./outgoing-call.js";

export const succeed: Send = () => Promise.resolve(createResponse());
export const fail: Send = () => Promise.reject(unreachable(new Error("reset"), true));
export const cancel: Send = () => Promise.reject(cancelled(true));

export interface Breaker {
  /** Sends a call through the breaker; `next` is the rest of the chain. */
  run(next: Send, options?: CallOptions): Promise<ZitadelResponse>;
  readonly isClosed: boolean;
}

export interface ObservedBreaker {
  readonly breaker: Breaker;
  readonly clock: TestClock;
  readonly states: BreakerState[];
}

export function createObserved(): ObservedBreaker {
  const states: BreakerState[] = [];
  const clock = createTestClock();
  const middleware = circuitBreaker({ onCircuitChange: (state) => states.push(state) }, clock);
  const breaker: Breaker = {
    run: (next, options) => middleware(next)(...createCall(options)),
    get isClosed() {
      return (states.at(-1) ?? "closed") === "closed";
    },
  };
  return { breaker, clock, states };
}
