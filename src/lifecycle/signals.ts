import type { Clock } from "../lib/clock.js";

/** The signals that ask a process to end. */
export interface StopSignals {
  /** Aborted by the first one. */
  readonly signal: AbortSignal;
  /** Whether a person at a terminal asked. */
  isInteractive(): boolean;
}

/** Ctrl-C under npm arrives twice, from the terminal and from npm: what comes within this time is the same wish. */
const debounceMs = 250;
const numbers = { SIGTERM: 15, SIGINT: 2 } as const;

/** From now on a signal ends the process only when it is the second one, after `onSecond`. */
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
