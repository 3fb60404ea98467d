import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Clock } from "../lib/clock.js";
import type { Arrival } from "./arrival.js";
import type { Connections } from "./connections.js";
import type { InFlight } from "./in-flight.js";

export interface StopOptions {
  /** For how long it serves on as before, while load balancers look away; not at all where it was never ready. */
  readonly delayMs: number;
}

/** Ends the app; from the second time on it waits for what the first one does. */
export type Stop = (options: StopOptions) => Promise<void>;

export interface Stopped {
  readonly server: FastifyInstance;
  readonly connections: Connections;
  readonly inFlight: InFlight;
  readonly arrival: Arrival;
  /** Aborted first of all. */
  readonly stopping: AbortController;
  /** How long what is in flight may take, once there are no new connections. */
  readonly graceMs: number;
  /** Closes what answers were made with. */
  readonly closeRest: () => Promise<void>;
  readonly log: FastifyBaseLogger;
  readonly clock: Clock;
}

/** For answers that say that there was no more time. */
const lastWordsMs = 250;

export function createStop(stopped: Stopped): Stop {
  const { server, connections, inFlight, arrival, stopping, graceMs, closeRest, log, clock } = stopped;

  async function stop({ delayMs }: StopOptions): Promise<void> {
    const wasReady = arrival.waitingFor() === undefined;
    stopping.abort();
    connections.sayGoodbye();
    const servesOnMs = wasReady ? delayMs : 0;
    log.info(
      { servesOnMs, graceMs },
      "stopping: what comes is served for a while, then what is in flight is",
    );
    if (servesOnMs > 0) await clock.sleep(servesOnMs);
    connections.closeDoor();
    const closed = connections.answered().then(() => server.close());
    const ended = Promise.all([closed, inFlight.ended()]);
    if (!(await isWithin(clock, graceMs, ended))) {
      const requests = inFlight.cut();
      if (requests > 0) log.warn({ requests }, "requests were cut short: SHUTDOWN_GRACE_MS is over");
      await isWithin(clock, lastWordsMs, ended);
      connections.destroyAll();
    }
    await closed;
    await closeRest();
    log.info("stopped");
  }

  let stopOnce: Promise<void> | undefined;
  return (options) => (stopOnce ??= stop(options));
}

function isWithin(clock: Clock, ms: number, promise: Promise<unknown>): Promise<boolean> {
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
