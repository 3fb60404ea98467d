import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../config/config.js";

/**
 * Warns at startup if requests may take longer than the shutdown grace period. Such a request can be aborted
 * during a shutdown, and the outcome of its write is then unknown.
 */
export function warnAboutShutdownGrace({ requestTimeoutMs, shutdown }: Config, log: FastifyBaseLogger): void {
  if (requestTimeoutMs < shutdown.graceMs) return;
  log.warn(
    { requestTimeoutMs, graceMs: shutdown.graceMs },
    "requests may be aborted during shutdown: set SHUTDOWN_GRACE_MS greater than REQUEST_TIMEOUT_MS",
  );
}
