import { context, diag, DiagLogLevel, trace } from "@opentelemetry/api";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../lib/clock.js";
import type { SelectProxy } from "../../lib/http-proxy.js";
import { settlesWithin } from "../../lib/settles-within.js";
import { createThrottle } from "../../lib/throttle.js";

/** Environment variables. OpenTelemetry's packages read most of their variables themselves. */
type Env = Readonly<Record<string, string | undefined>>;

const serviceName = "zitadel-user-metadata-subgraph";
/**
 * Default timeout of an export, including retries. An unreachable collector delays the exit of the process by
 * this time.
 */
const exportTimeoutMs = 3000;
/** Minimum interval between warnings: an unreachable collector would otherwise fill the log. */
const warnIntervalMs = 60_000;
const maxReasonLength = 500;

/** Tracing, enabled or not. Disposal sends the remaining spans. */
export interface Tracing extends AsyncDisposable {
  readonly isOn: boolean;
}

/**
 * Starts tracing if OpenTelemetry's variables enable it; otherwise the SDK is not loaded. Errors of tracing
 * never affect requests.
 */
export async function startTracing(
  env: Env,
  selectProxy: SelectProxy,
  log: FastifyBaseLogger,
  clock: Clock,
): Promise<Tracing> {
  if (!isTracingEnabled(env)) return { isOn: false, [Symbol.asyncDispose]: () => Promise.resolve() };
  const warnThrottled = createTraceWarnings(log, clock);
  const { createTracerProvider } = await import("./provider.js");
  const collector = parseCollectorUrl(env);
  const provider = createTracerProvider(serviceName, {
    timeoutMs: hasTimeout(env) ? undefined : exportTimeoutMs,
    proxy: collector && selectProxy(collector),
  });
  // The subgraph reads and writes trace headers itself, so that a caller's baggage is not forwarded to
  // ZITADEL.
  provider.register({ propagator: null });
  return {
    isOn: true,
    async [Symbol.asyncDispose]() {
      const shutdown = provider.shutdown().catch((error: unknown) => {
        warnThrottled("the last traces were not sent", error instanceof Error ? error.message : undefined);
      });
      await settlesWithin(clock, exportTimeoutMs, shutdown);
      trace.disable();
      context.disable();
      diag.disable();
    },
  };
}

function createTraceWarnings(log: FastifyBaseLogger, clock: Clock): (...details: readonly unknown[]) => void {
  const shouldWarn = createThrottle(warnIntervalMs, clock);
  let suppressed = 0;
  const warnThrottled = (...details: readonly unknown[]): void => {
    if (!shouldWarn()) {
      suppressed++;
      return;
    }
    const reason = details
      .filter((detail) => typeof detail === "string")
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

function hasTimeout(env: Env): boolean {
  return Boolean(env["OTEL_EXPORTER_OTLP_TIMEOUT"] ?? env["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"]);
}

/** Whether OpenTelemetry's variables enable traces, by an OTLP endpoint or by the exporter `otlp`. */
function isTracingEnabled(env: Env): boolean {
  const textOf = (variable: string): string => env[variable]?.trim().toLowerCase() ?? "";
  if (textOf("OTEL_SDK_DISABLED") === "true") return false;
  const exporters = textOf("OTEL_TRACES_EXPORTER");
  if (exporters !== "") return exporters.split(",").some((name) => name.trim() === "otlp");
  return textOf("OTEL_EXPORTER_OTLP_ENDPOINT") !== "" || textOf("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") !== "";
}

/** The address that traces are sent to; undefined if it is not a valid URL. */
function parseCollectorUrl(env: Env): URL | undefined {
  const variables = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
  const text = variables.map((name) => env[name]?.trim() ?? "").find((value) => value !== "");
  const url = text ?? "http://localhost:4318";
  return URL.canParse(url) ? new URL(url) : undefined;
}
