import type { Clock } from "../../lib/clock.js";
import type { FailureCode } from "../../lib/failure.js";
import type { Middleware } from "./middleware.js";
import type { ClientObserver } from "./observer.js";
import { type CallResult, classify, failureCode } from "./outcome.js";

export interface CallMonitor {
  readonly observe: Middleware;
  /** The code of the last call if ZITADEL was unavailable or limited the rate; otherwise undefined. */
  readonly lastFailure: () => FailureCode | undefined;
}

/** Reports each call that is sent. Counts it in `upstreamCalls` of the first request that waits for it. */
export function createCallMonitor(observer: ClientObserver, clock: Clock): CallMonitor {
  let lastFailure: FailureCode | undefined;
  return {
    observe: (next) => async (call) => {
      const startedAt = clock.now();
      const record = (result: CallResult): void => {
        observer.onCall(call.kind, classify(result), clock.now() - startedAt);
        lastFailure = failureCode(result, lastFailure);
      };
      const [first] = call.waiters.all;
      if (first !== undefined) first.upstreamCalls++;
      try {
        const response = await next(call);
        record({ response });
        return response;
      } catch (error) {
        record({ error });
        throw error;
      }
    },
    lastFailure: () => lastFailure,
  };
}
