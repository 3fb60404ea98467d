/** The variables that decide whether traces are sent; all others are read by OpenTelemetry's own packages. */
export type Env = Readonly<Record<string, string | undefined>>;

export function hasTimeout(env: Env): boolean {
  return Boolean(env["OTEL_EXPORTER_OTLP_TIMEOUT"] ?? env["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"]);
}

/** Whether OpenTelemetry's variables ask for traces: by an address to send them to, or by name. */
export function isTracingEnabled(env: Env): boolean {
  const textOf = (variable: string): string => env[variable]?.trim().toLowerCase() ?? "";
  if (textOf("OTEL_SDK_DISABLED") === "true") return false;
  const exporters = textOf("OTEL_TRACES_EXPORTER");
  if (exporters !== "") return exporters.split(",").some((name) => name.trim() === "otlp");
  return textOf("OTEL_EXPORTER_OTLP_ENDPOINT") !== "" || textOf("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") !== "";
}
