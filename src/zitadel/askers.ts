import type { Asker } from "../lib/asker.js";

/** Those who wait for one call: one for most, several for a read that requests share. */
export interface Askers {
  /** The first one is whom the call is counted for. */
  readonly all: readonly Asker[];
  /** Ends when nobody waits any longer. */
  readonly signal: AbortSignal;
  /** When the last of them will have stopped waiting, by `Clock.now()`. */
  readonly deadlineAt: number;
  /** Who wants to know of those who come later; one at a time. */
  onJoin?: ((asker: Asker) => void) | undefined;
  /** Whether it has had its turn: from then on it is ZITADEL that is waited for. */
  hasBegun: boolean;
}

export function soleAsker({
  asker,
  signal,
}: {
  readonly asker: Asker;
  readonly signal: AbortSignal;
}): Askers {
  return { all: [asker], signal, deadlineAt: asker.deadlineAt, hasBegun: false };
}
