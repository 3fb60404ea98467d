import type { RequestScope } from "../../lib/request-scope.js";
import type { CallingRequest } from "./call.js";

/** The requests that wait for one call: usually one, several for a read that requests share. */
export interface Waiters {
  /** The first one is charged for the call (`upstreamCalls`). */
  readonly all: readonly RequestScope[];
  /** Aborted when no request waits any longer. */
  readonly signal: AbortSignal;
  /** The latest deadline of all waiters, by `Clock.now()`. */
  readonly deadlineAt: number;
  /** Called for each request that joins later. There is one listener at most. */
  onJoin?: ((scope: RequestScope) => void) | undefined;
  /** Whether the call has had a slot. From then on the requests wait for ZITADEL and not for the queue. */
  isStarted: boolean;
}

export function singleWaiter({ scope, signal }: CallingRequest): Waiters {
  return { all: [scope], signal, deadlineAt: scope.deadlineAt, isStarted: false };
}
