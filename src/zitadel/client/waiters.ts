import type { RequestScope } from "../../lib/request-scope.js";
import type { CallingRequest } from "./call.js";

/** The requests that wait for one call: usually one, several for a read that requests share. */
export interface Waiters {
  /** The call is counted for the first one (`upstreamCalls`). */
  readonly all: readonly RequestScope[];
  /** Aborted when no request waits any longer. */
  readonly signal: AbortSignal;
  /** The latest deadline of all waiters, by `Clock.now()`. */
  readonly deadlineAt: number;
  /** Called for each request that joins later. The queue sets it while the call waits for a slot. */
  onJoin?: ((scope: RequestScope) => void) | undefined;
  /** Set by the queue when the call gets its first slot. From then on the requests wait for ZITADEL. */
  isStarted: boolean;
}

export function singleWaiter({ scope, signal }: CallingRequest): Waiters {
  return { all: [scope], signal, deadlineAt: scope.deadlineAt, isStarted: false };
}
