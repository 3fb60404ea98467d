import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

/**
 * Creates a provider that sends spans as JSON over HTTP, configured by OpenTelemetry's variables. In a
 * separate file, so that its packages are loaded only if tracing is enabled.
 */
export function createTracerProvider(
  serviceName: string,
  exporter: { readonly timeoutMillis?: number },
): NodeTracerProvider {
  return new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": serviceName }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(exporter))],
  });
}
