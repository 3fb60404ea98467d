import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Clock } from "../lib/clock.js";
import type { Readiness } from "./readiness.js";
import type { Connections } from "./connections.js";
import type { InFlight } from "./in-flight.js";

export interface StopOptions {
  /** For how long it serves on as before, while load balancers look away; not at all where it was never ready. */
  readonly delayMs: number;
}

/** Ends the app; from the second time on it waits for what the first one does. */
export type Shutdown = (options: StopOptions) => Promise<void>;

export interface ShutdownOptions {
  readonly server: FastifyInstance;
  readonly connections: Connections;
  readonly inFlight: InFlight;
  readonly readiness: Readiness;
  /** Aborted first of all. */
  readonly stopping: AbortController;
  /** How long what is in flight may take, once there are no new connections. */
  readonly graceMs: number;
  /** Closes what answers were made with. */
  readonly closeResources: () => Promise<void>;
  readonly log: FastifyBaseLogger;
  readonly clock: Clock;
}

/** For answers that say that there was no more time. */
const flushMs = 250;

export function createShutdown(options: ShutdownOptions): Shutdown {
  const { server, connections, inFlight, readiness, stopping, graceMs, closeResources, log, clock } = options;

  async function stop({ delayMs }: StopOptions): Promise<void> {
    const wasReady = readiness.pendingReason() === undefined;
    stopping.abort();
    connections.closeKeepAlive();
    const drainDelayMs = wasReady ? delayMs : 0;
    log.info({ drainDelayMs, graceMs }, "shutting down: draining connections");
    if (drainDelayMs > 0) await clock.sleep(drainDelayMs);
    connections.stopAccepting();
    const serverClosed = connections.idle().then(() => server.close());
    const drained = Promise.all([serverClosed, inFlight.drained()]);
    if (!(await settlesWithin(clock, graceMs, drained))) {
      const requests = inFlight.abortAll();
      if (requests > 0) log.warn({ requests }, "shutdown grace period elapsed; aborted in-flight requests");
      await settlesWithin(clock, flushMs, drained);
      connections.destroyAll();
    }
    await serverClosed;
    await closeResources();
    log.info("stopped");
  }

  let stopOnce: Promise<void> | undefined;
  return (options) => (stopOnce ??= stop(options));
}

function settlesWithin(clock: Clock, ms: number, promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      resolve(false);
    }, ms);
    promise
      .finally(() => {
        timer.clear();
      })
      .then(() => {
        resolve(true);
      }, reject);
  });
}
