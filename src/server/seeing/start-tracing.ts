import { context, diag, DiagLogLevel, trace } from "@opentelemetry/api";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../lib/clock.js";
import { asksForTraces, type Env, hasTimeout } from "./trace-settings.js";

const serviceName = "zitadel-user-metadata-subgraph";
/**
 * How long sending may take, with all attempts, unless a variable says otherwise: a collector that is away is tried again for so long, and the
 * process cannot end meanwhile.
 */
const sendMs = 3000;
/** A collector that is away would otherwise fill the log. */
const quietMs = 60_000;
const longestMessage = 500;

/** What sends traces, or nothing. Disposing of it sends what is left. */
export interface Tracing extends AsyncDisposable {
  readonly isOn: boolean;
}

/**
 * Has this process send traces, where OpenTelemetry's variables ask for them; its SDK is not even loaded otherwise. Nothing that goes wrong with
 * traces is any request's business.
 */
export async function startTracing(env: Env, log: FastifyBaseLogger, clock: Clock): Promise<Tracing> {
  if (!asksForTraces(env)) return { isOn: false, [Symbol.asyncDispose]: () => Promise.resolve() };
  const complain = complainTo(log, clock);
  const { createTracerProvider } = await import("./create-tracer-provider.js");
  const provider = createTracerProvider(serviceName, hasTimeout(env) ? {} : { timeoutMillis: sendMs });
  // Headers are written and read by us: no baggage of the caller's goes on to ZITADEL.
  provider.register({ propagator: null });
  return {
    isOn: true,
    async [Symbol.asyncDispose]() {
      const over = new AbortController();
      const late = clock.sleep(sendMs, over.signal).catch(() => undefined);
      const shutDown = provider.shutdown().catch((error: unknown) => {
        complain("the last traces were not sent", error instanceof Error ? error.message : undefined);
      });
      await Promise.race([shutDown, late]);
      over.abort();
      trace.disable();
      context.disable();
      diag.disable();
    },
  };
}

function complainTo(log: FastifyBaseLogger, clock: Clock): (...words: readonly unknown[]) => void {
  let quietUntil = 0;
  let withheld = 0;
  const complain = (...words: readonly unknown[]): void => {
    if (clock.now() < quietUntil) {
      withheld++;
      return;
    }
    quietUntil = clock.now() + quietMs;
    const reason = words
      .filter((word) => typeof word === "string")
      .join(": ")
      .replaceAll(/\/\/[^/@]*@/g, "//…@")
      .slice(0, longestMessage);
    log.warn({ reason, withheld }, "OpenTelemetry: traces may be missing");
    withheld = 0;
  };
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  return complain;
}
