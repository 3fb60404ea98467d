import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Clock } from "../lib/clock.js";
import { settlesWithin } from "../lib/settles-within.js";
import type { Readiness } from "./readiness.js";
import type { Connections } from "./connections.js";
import type { InFlight } from "./in-flight.js";

export interface StopOptions {
  /**
   * How long new requests are accepted, until load balancers stop sending traffic. Skipped if the subgraph
   * was never ready.
   */
  readonly delayMs: number;
}

/** Shuts the app down. Later calls return the promise of the first one. */
export type Shutdown = (options: StopOptions) => Promise<void>;

export interface ShutdownOptions {
  readonly server: FastifyInstance;
  readonly connections: Connections;
  readonly inFlight: InFlight;
  readonly readiness: Readiness;
  /** Aborted at the start of the shutdown. */
  readonly stopping: AbortController;
  /** How long in-flight requests may take after the server stopped accepting connections. */
  readonly graceMs: number;
  /** Completes all subscriptions, so that their clients subscribe again at another process. */
  readonly endSubscriptions: () => void;
  /** Closes the resources that requests use. */
  readonly closeResources: () => Promise<void>;
  readonly log: FastifyBaseLogger;
  readonly clock: Clock;
}

/** Time to send the error responses of aborted requests. */
const flushMs = 250;

export function createShutdown(options: ShutdownOptions): Shutdown {
  const { server, connections, inFlight, readiness, stopping, graceMs, log, clock } = options;
  const { endSubscriptions, closeResources } = options;

  async function stop({ delayMs }: StopOptions): Promise<void> {
    const wasReady = readiness.pendingReason() === undefined;
    stopping.abort();
    connections.closeKeepAlive();
    const drainDelayMs = wasReady ? delayMs : 0;
    log.info({ drainDelayMs, graceMs }, "shutting down: draining connections");
    if (drainDelayMs > 0) await clock.sleep(drainDelayMs);
    connections.stopAccepting();
    endSubscriptions();
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
