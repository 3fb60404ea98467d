import type { Clock } from "../../lib/clock.js";
import type { FailureCode } from "../../lib/failure.js";
import type { Middleware } from "./middleware.js";
import type { CallResult } from "./call.js";
import type { CallKind, CallOutcome, ClientObserver } from "./observer.js";
import { consequencesOf } from "./response-kinds.js";
import { TransportError } from "./transport/transport-error.js";

export interface CallMonitor {
  readonly observe: Middleware;
  /** The codes of failures that the latest calls had; empty if ZITADEL responded to them. */
  readonly recentFailures: () => readonly FailureCode[];
}

/** How long the failure of a kind of call is reported, if there are no further calls of that kind. */
const reportedMs = 30_000;

/** Reports each call that is sent. Counts it in `upstreamCalls` of the first request that waits for it. */
export function createCallMonitor(observer: ClientObserver, clock: Clock): CallMonitor {
  // Failures of the server end with its next response to any call.
  let serverFailure: FailureCode | undefined;
  // Other failures end with the next response to the same kind of call: other kinds may work meanwhile.
  const failures = new Map<CallKind, { readonly code: FailureCode; readonly failedAt: number }>();

  function track(kind: CallKind, result: CallResult): void {
    if ("error" in result) {
      const { error } = result;
      // A cancelled call does not show whether ZITADEL is available.
      if (error instanceof TransportError && error.reason !== "cancelled") serverFailure = error.code;
      return;
    }
    const { code, degrades } = consequencesOf(result.response);
    serverFailure = degrades === "server" ? code : undefined;
    if (degrades === "kind of call" && code !== undefined)
      failures.set(kind, { code, failedAt: clock.now() });
    else if (degrades === undefined) failures.delete(kind);
  }

  function record(kind: CallKind, startedAt: number, result: CallResult): void {
    observer.onCall(kind, outcomeOf(result), clock.now() - startedAt);
    track(kind, result);
  }

  return {
    observe: (next) => async (call, waiters) => {
      const startedAt = clock.now();
      const [first] = waiters.all;
      if (first !== undefined) first.upstreamCalls++;
      try {
        const response = await next(call, waiters);
        record(call.kind, startedAt, { response });
        return response;
      } catch (error) {
        record(call.kind, startedAt, { error });
        throw error;
      }
    },
    recentFailures() {
      const cutoff = clock.now() - reportedMs;
      const recent = [...failures.values()].filter(({ failedAt }) => failedAt > cutoff);
      const codes = recent.map(({ code }) => code);
      return [...new Set(serverFailure === undefined ? codes : [serverFailure, ...codes])];
    },
  };
}

function outcomeOf(result: CallResult): CallOutcome {
  if ("response" in result) return consequencesOf(result.response).outcome;
  // Any other error is a bug in the subgraph. It counts as cancelled, because it is not a failure of ZITADEL.
  return result.error instanceof TransportError ? result.error.reason : "cancelled";
}
