import type { Clock } from "../../lib/clock.js";
import type { FailureCode } from "../../lib/failure.js";
import type { Middleware } from "./middleware.js";
import type { ClientObserver } from "./observer.js";
import { type CallResult, classify, failureCode } from "./outcome.js";

export interface CallMonitor {
  readonly observe: Middleware;
  /** The failure of ZITADEL that the latest calls revealed; undefined if ZITADEL works. */
  readonly lastFailure: () => FailureCode | undefined;
}

/** Reports each call that is sent, and charges it to the first request that waits for it. */
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
