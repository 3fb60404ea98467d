import { context, diag, DiagLogLevel, trace } from "@opentelemetry/api";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../lib/clock.js";
import { isTracingEnabled, type Env, hasTimeout } from "./settings.js";

const serviceName = "zitadel-user-metadata-subgraph";
/**
 * How long sending may take, with all attempts, unless a variable says otherwise: a collector that is away is tried again for so long, and the
 * process cannot end meanwhile.
 */
const exportTimeoutMs = 3000;
/** A collector that is away would otherwise fill the log. */
const warnIntervalMs = 60_000;
const maxReasonLength = 500;

/** What sends traces, or nothing. Disposing of it sends what is left. */
export interface Tracing extends AsyncDisposable {
  readonly isOn: boolean;
}

/**
 * Has this process send traces, where OpenTelemetry's variables ask for them; its SDK is not even loaded otherwise. Nothing that goes wrong with
 * traces is any request's business.
 */
export async function startTracing(env: Env, log: FastifyBaseLogger, clock: Clock): Promise<Tracing> {
  if (!isTracingEnabled(env)) return { isOn: false, [Symbol.asyncDispose]: () => Promise.resolve() };
  const warnThrottled = createTraceWarnings(log, clock);
  const { createTracerProvider } = await import("./provider.js");
  const provider = createTracerProvider(
    serviceName,
    hasTimeout(env) ? {} : { timeoutMillis: exportTimeoutMs },
  );
  // Headers are written and read by us: no baggage of the caller's goes on to ZITADEL.
  provider.register({ propagator: null });
  return {
    isOn: true,
    async [Symbol.asyncDispose]() {
      const done = new AbortController();
      const timeout = clock.sleep(exportTimeoutMs, done.signal).catch(() => undefined);
      const shutDown = provider.shutdown().catch((error: unknown) => {
        warnThrottled("the last traces were not sent", error instanceof Error ? error.message : undefined);
      });
      await Promise.race([shutDown, timeout]);
      done.abort();
      trace.disable();
      context.disable();
      diag.disable();
    },
  };
}

function createTraceWarnings(log: FastifyBaseLogger, clock: Clock): (...words: readonly unknown[]) => void {
  let suppressedUntil = 0;
  let suppressed = 0;
  const warnThrottled = (...words: readonly unknown[]): void => {
    if (clock.now() < suppressedUntil) {
      suppressed++;
      return;
    }
    suppressedUntil = clock.now() + warnIntervalMs;
    const reason = words
      .filter((word) => typeof word === "string")
      .join(": ")
      .replaceAll(/\/\/[^/@]*@/g, "//…@")
      .slice(0, maxReasonLength);
    log.warn({ reason, suppressed }, "trace export failed");
    suppressed = 0;
  };
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: warnThrottled, warn: warnThrottled, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  return warnThrottled;
}
