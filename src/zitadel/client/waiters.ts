import type { RequestScope } from "../../lib/request-scope.js";

/** Those who wait for one call: one for most, several for a read that requests share. */
export interface Waiters {
  /** The first one is whom the call is counted for. */
  readonly all: readonly RequestScope[];
  /** Ends when nobody waits any longer. */
  readonly signal: AbortSignal;
  /** When the last of them will have stopped waiting, by `Clock.now()`. */
  readonly deadlineAt: number;
  /** Who wants to know of those who come later; one at a time. */
  onJoin?: ((asker: RequestScope) => void) | undefined;
  /** Whether it has had its turn: from then on it is ZITADEL that is waited for. */
  isStarted: boolean;
}

export function singleWaiter({
  asker,
  signal,
}: {
  readonly asker: RequestScope;
  readonly signal: AbortSignal;
}): Waiters {
  return { all: [asker], signal, deadlineAt: asker.deadlineAt, isStarted: false };
}
