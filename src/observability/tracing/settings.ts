/** Environment variables. OpenTelemetry's packages read most of their variables themselves. */
export type Env = Readonly<Record<string, string | undefined>>;

export function hasTimeout(env: Env): boolean {
  return Boolean(env["OTEL_EXPORTER_OTLP_TIMEOUT"] ?? env["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"]);
}

/** Whether OpenTelemetry's variables enable traces, by an OTLP endpoint or by the exporter `otlp`. */
export function isTracingEnabled(env: Env): boolean {
  const textOf = (variable: string): string => env[variable]?.trim().toLowerCase() ?? "";
  if (textOf("OTEL_SDK_DISABLED") === "true") return false;
  const exporters = textOf("OTEL_TRACES_EXPORTER");
  if (exporters !== "") return exporters.split(",").some((name) => name.trim() === "otlp");
  return textOf("OTEL_EXPORTER_OTLP_ENDPOINT") !== "" || textOf("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") !== "";
}
