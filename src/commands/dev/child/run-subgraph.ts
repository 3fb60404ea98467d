import { freePort } from "../free-port.js";
import { startChild } from "./start-child.js";
import type { Sources } from "./watch-sources.js";
import { waitUntilListening } from "./wait-until-listening.js";

export interface SubgraphOptions {
  /** A free port. */
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sources: Sources;
  readonly onListening: (listening: Listening) => Promise<void>;
  readonly onEnded: (how: string) => void;
  readonly signal: AbortSignal;
}

export interface Listening {
  readonly origin: string;
  /** The file for which it was started again. */
  readonly changed: string | undefined;
  readonly tookMs: number;
}

/** Runs the subgraph in a process of its own, a new one whenever a source is saved, until the signal. */
export async function runSubgraph(options: SubgraphOptions): Promise<void> {
  const { env, sources, onListening, onEnded, signal } = options;
  let { port } = options;
  let changed: string | undefined;
  while (!signal.aborted) {
    // Asked for before the sources are read: what is saved from here on starts the next one.
    const change = sources.nextChange(signal);
    const begun = performance.now();
    await using child = startChild({ ...env, PORT: String(port) });
    const origin = `http://127.0.0.1:${port}`;
    const outcome = await Promise.race([waitUntilListening(origin, child), change]);
    if (outcome === "taken") {
      port = await freePort(port);
      continue;
    }
    if (outcome === "listening") {
      await onListening({ origin, changed, tookMs: performance.now() - begun });
    }
    if (outcome === "listening" || outcome === "ended") {
      const how = await Promise.race([child.ended, change.then(() => undefined)]);
      if (how !== undefined) onEnded(how);
    }
    changed = await change;
  }
}
