import type { FastifyBaseLogger } from "fastify";
import { backoffMs } from "../lib/backoff.js";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { createLogThrottle } from "../lib/log-throttle.js";

/** Whether ZITADEL was met. */
export interface Readiness {
  /**
   * Tries once. Throws MISCONFIGURED when what answers is not the ZITADEL that the configuration names: somebody is there to read it.
   * Where it has not come yet, more attempts follow by themselves.
   */
  start(): Promise<void>;
  /** Why it is still waited for, as far as is known; undefined once it was met. */
  pendingReason(): { readonly code?: string } | undefined;
}

export interface ReadinessOptions {
  /** Reads from ZITADEL what requests need first. */
  readonly connect: () => Promise<void>;
  /** What is to be done once it was met. */
  readonly onReady: () => Promise<void>;
  readonly log: FastifyBaseLogger;
  readonly apiUrl: string;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

const backoff = { firstMs: 500, maxMs: 10_000 };
/** A reason that was told is not told again for so long. */
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
  const shouldLog = createLogThrottle(logIntervalMs, clock);

  /** Whether it was met. */
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
    // It is our own end that broke the call.
    if (signal.aborted) return;
    const message = error instanceof Failure ? error.message : String(error);
    if (!shouldLog(message)) return;
    const code = codeOf(error);
    if (code === "INTERNAL_SERVER_ERROR")
      log.error({ err: error }, "unexpected error while connecting to ZITADEL");
    // A wrong one may be mended, too, and this process serves already.
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

function codeOf(error: unknown): string {
  return error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR";
}
