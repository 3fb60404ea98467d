import { HttpsProxyAgent } from "https-proxy-agent";
import type { HttpProxy } from "../../lib/http-proxy.js";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

export interface ExporterOptions {
  /** Undefined: the timeout of OpenTelemetry's variables. */
  readonly timeoutMs: number | undefined;
  /** The proxy in front of the collector; undefined: connections are direct. */
  readonly proxy: HttpProxy | undefined;
}

/**
 * Creates a provider that sends spans as JSON over HTTP, configured by OpenTelemetry's variables. In a
 * separate file, so that its packages are loaded only if tracing is enabled.
 */
export function createTracerProvider(
  serviceName: string,
  { timeoutMs, proxy }: ExporterOptions,
): NodeTracerProvider {
  const exporter = new OTLPTraceExporter({
    ...(timeoutMs !== undefined && { timeoutMillis: timeoutMs }),
    ...(proxy && { httpAgentOptions: () => createProxyAgent(proxy) }),
  });
  return new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": serviceName }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
}

/** The credentials are a header, because the agent prints its address if its debug output is enabled. */
function createProxyAgent({ origin, authorization }: HttpProxy): HttpsProxyAgent<string> {
  return new HttpsProxyAgent(origin, {
    keepAlive: true,
    ...(authorization && { headers: { "Proxy-Authorization": authorization.reveal() } }),
  });
}
