import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../config/config.js";

/** A request that may take longer than the grace can be cut at a shutdown: its write may have been made or not. */
export function warnAboutShutdownGrace({ requestTimeoutMs, shutdown }: Config, log: FastifyBaseLogger): void {
  if (requestTimeoutMs < shutdown.graceMs) return;
  log.warn(
    { requestTimeoutMs, graceMs: shutdown.graceMs },
    "requests may be aborted during shutdown: set SHUTDOWN_GRACE_MS greater than REQUEST_TIMEOUT_MS",
  );
}
