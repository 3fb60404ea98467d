import { waitForAbort } from "../../../lib/wait-for-abort.js";
import { freePort } from "../free-port.js";
import { startChild } from "./start-child.js";
import type { Sources } from "./watch-sources.js";

export interface SubgraphOptions {
  /** A port that is free. */
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sources: Sources;
  readonly onListening: (listening: Listening) => Promise<void>;
  readonly onExit: (status: string) => void;
  readonly signal: AbortSignal;
}

export interface Listening {
  readonly origin: string;
  /** The file whose change caused the restart; undefined at the first start. */
  readonly changedFile: string | undefined;
  readonly durationMs: number;
}

/**
 * Runs the subgraph in a child process and restarts it when a source file changes, until the signal is
 * aborted.
 */
export async function runSubgraph(options: SubgraphOptions): Promise<void> {
  const { env, sources, onListening, onExit, signal } = options;
  const stopped = waitForAbort(signal).then(() => undefined);
  let { port } = options;
  let changedFile: string | undefined;
  while (!signal.aborted) {
    // Starts before the child reads the sources, so that no change after this point is missed.
    const change = Promise.race([sources.nextChange(), stopped]);
    const startedAt = performance.now();
    await using child = startChild({ ...env, PORT: String(port) });
    const outcome = await Promise.race([child.started, change]);
    if (outcome === "portInUse") {
      port = await freePort(port);
      continue;
    }
    if (outcome === "listening") {
      const origin = `http://127.0.0.1:${port}`;
      await onListening({ origin, changedFile, durationMs: performance.now() - startedAt });
    }
    if (outcome === "listening" || outcome === "exited") {
      const exitStatus = await Promise.race([child.exited, change.then(() => undefined)]);
      if (exitStatus !== undefined) onExit(exitStatus);
    }
    changedFile = await change;
  }
}
