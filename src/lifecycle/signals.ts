import type { Clock } from "../lib/clock.js";

/** The termination signals of the process. */
export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Whether the first signal was Ctrl+C in a terminal. */
  isInteractive(): boolean;
}

/** Signals within this time count as one: under npm, Ctrl+C arrives from the terminal and from npm. */
const debounceMs = 250;
const numbers = { SIGTERM: 15, SIGINT: 2 } as const;

/** Installs handlers for SIGTERM and SIGINT. The second signal calls `onSecond` and exits the process. */
export function handleSignals(onSecond: (name: string) => void, clock: Clock): StopSignals {
  const stop = new AbortController();
  let first: { readonly name: string; readonly at: number } | undefined;
  for (const name of ["SIGTERM", "SIGINT"] as const) {
    process.on(name, () => {
      if (first === undefined) {
        first = { name, at: clock.now() };
        stop.abort();
      } else if (clock.now() - first.at > debounceMs) {
        onSecond(name);
        process.exit(128 + numbers[name]);
      }
    });
  }
  return { signal: stop.signal, isInteractive: () => first?.name === "SIGINT" };
}
