import type { FastifyBaseLogger } from "fastify";
import { backoffMs } from "../lib/backoff.js";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { createSeldom } from "../lib/seldom.js";

/** Whether ZITADEL was met. */
export interface Arrival {
  /**
   * Tries once. Throws MISCONFIGURED when what answers is not the ZITADEL that the configuration names: somebody is there to read it.
   * Where it has not come yet, more attempts follow by themselves.
   */
  begin(): Promise<void>;
  /** Why it is still waited for, as far as is known; undefined once it was met. */
  waitingFor(): { readonly code?: string } | undefined;
}

export interface ArrivalOptions {
  /** Reads from ZITADEL what requests need first. */
  readonly meet: () => Promise<void>;
  /** What is to be done once it was met. */
  readonly greet: () => Promise<void>;
  readonly log: FastifyBaseLogger;
  readonly apiUrl: string;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

const backoff = { firstMs: 500, maxMs: 10_000 };
/** A reason that was told is not told again for so long. */
const toldMs = 60_000;

export function createArrival({ meet, greet, log, apiUrl, signal, clock }: ArrivalOptions): Arrival {
  let waitingFor: { readonly code?: string } | undefined = {};
  const isToBeTold = createSeldom(toldMs, clock);

  /** Whether it was met. */
  async function attempt(explain: (error: unknown) => void): Promise<boolean> {
    try {
      await meet();
    } catch (error) {
      waitingFor = { code: codeOf(error) };
      explain(error);
      return false;
    }
    waitingFor = undefined;
    return true;
  }

  function tell(error: unknown): void {
    // It is our own end that broke the call.
    if (signal.aborted) return;
    const words = error instanceof Failure ? error.message : String(error);
    if (!isToBeTold(words)) return;
    const code = codeOf(error);
    if (code === "INTERNAL_SERVER_ERROR") log.error({ err: error }, "waiting for ZITADEL: this is a bug");
    // A wrong one may be mended, too, and this process serves already.
    else log[code === "MISCONFIGURED" ? "error" : "warn"]({ code, apiUrl }, `waiting for ZITADEL: ${words}`);
  }

  async function wait(): Promise<void> {
    const begunAt = clock.now();
    for (let failures = 0; ; failures++) {
      await clock.sleep(backoffMs(failures, backoff), signal);
      if (await attempt(tell)) break;
      signal.throwIfAborted();
    }
    const waitedMs = Math.round(clock.now() - begunAt);
    log.info({ apiUrl, waitedMs }, "ZITADEL is there now: ready");
    await greet();
  }

  return {
    async begin() {
      const isThere = await attempt((error) => {
        if (!(error instanceof Failure) || error.code === "MISCONFIGURED") throw error;
        tell(error);
      });
      if (isThere) {
        await greet();
        return;
      }
      wait().catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error }, "nobody waits for ZITADEL any more: this is a bug");
      });
    },
    waitingFor: () => waitingFor,
  };
}

function codeOf(error: unknown): string {
  return error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR";
}
