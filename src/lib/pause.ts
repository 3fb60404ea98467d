import { setTimeout } from "node:timers/promises";

/** Waits so long. Throws the signal's reason as soon as there is one. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Node would throw an error of its own.
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}
