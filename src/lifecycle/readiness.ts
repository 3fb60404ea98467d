import type { FastifyBaseLogger } from "fastify";
import { backoffMs } from "../lib/backoff.js";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { createThrottle } from "../lib/throttle.js";

/** Tracks whether the subgraph has connected to ZITADEL. */
export interface Readiness {
  /**
   * Makes the first attempt to connect. Throws MISCONFIGURED if the server is not the ZITADEL instance of the
   * configuration. If ZITADEL is not available yet, returns and retries in the background.
   */
  start(): Promise<void>;
  /** Why ZITADEL is not connected yet, if known; undefined after the first connection. */
  pendingReason(): { readonly code?: string } | undefined;
}

export interface ReadinessOptions {
  /** Loads the data from ZITADEL that requests need, such as keys. */
  readonly connect: () => Promise<void>;
  /** Called once after the first connection. */
  readonly onReady: () => Promise<void>;
  readonly log: FastifyBaseLogger;
  readonly apiUrl: string;
  /** Stops the retries. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

const backoff = { firstMs: 500, maxMs: 10_000 };
/** Minimum interval between log lines with the same reason. */
const logIntervalMs = 60_000;

export function createReadiness({
  connect,
  onReady,
  log,
  apiUrl,
  signal,
  clock,
}: ReadinessOptions): Readiness {
  let pendingReason: { readonly code?: string } | undefined = {};
  const shouldLog = createThrottle(logIntervalMs, clock);

  /** Makes one attempt; returns whether it succeeded. */
  async function attempt(onFailure: (error: unknown) => void): Promise<boolean> {
    try {
      await connect();
    } catch (error) {
      pendingReason = { code: codeOf(error) };
      onFailure(error);
      return false;
    }
    pendingReason = undefined;
    return true;
  }

  function logFailure(error: unknown): void {
    // The shutdown aborted the call.
    if (signal.aborted) return;
    const message = reasonOf(error);
    if (!shouldLog(message)) return;
    const code = codeOf(error);
    if (code === "INTERNAL_SERVER_ERROR")
      log.error({ err: error }, "unexpected error while connecting to ZITADEL");
    // MISCONFIGURED is retried, too: the server already listens, and ZITADEL's address may be corrected.
    else
      log[code === "MISCONFIGURED" ? "error" : "warn"](
        { code, apiUrl },
        `ZITADEL not ready, retrying: ${message}`,
      );
  }

  async function retryUntilConnected(): Promise<void> {
    const startedAt = clock.now();
    for (let failures = 0; ; failures++) {
      await clock.sleep(backoffMs(failures, backoff), signal);
      if (await attempt(logFailure)) break;
      signal.throwIfAborted();
    }
    const durationMs = Math.round(clock.now() - startedAt);
    log.info({ apiUrl, durationMs }, "connected to ZITADEL; ready");
    await onReady();
  }

  return {
    async start() {
      const isConnected = await attempt((error) => {
        if (!(error instanceof Failure) || error.code === "MISCONFIGURED") throw error;
        logFailure(error);
      });
      if (isConnected) {
        await onReady();
        return;
      }
      retryUntilConnected().catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error }, "readiness loop crashed");
      });
    },
    pendingReason: () => pendingReason,
  };
}

/** An open circuit breaker hides why calls fail: its cause has the reason. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Failure)) return String(error);
  return error.cause instanceof Failure ? error.cause.message : error.message;
}

function codeOf(error: unknown): string {
  return error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR";
}
