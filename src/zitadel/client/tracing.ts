import { context, isSpanContextValid, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { Failure } from "../../lib/failure.js";
import type { CallKind } from "./observer.js";

/** The attributes of the span of one HTTP call to ZITADEL. */
export interface TracedCall {
  readonly method: string;
  /** The path with placeholders in braces for ids. */
  readonly route: string;
  readonly kind: CallKind;
}

/** Sends the call with the `traceparent` header, or without it if there is no span. */
type Run<T> = (traceparent: string | undefined) => Promise<T>;

/**
 * Runs a call within a client span, or without one if tracing is off. The span contains only the attributes
 * of the call, its status, and the code of its failure.
 */
export function withClientSpan<T extends { readonly status: number }>(
  { method, route, kind }: TracedCall,
  run: Run<T>,
): Promise<T> {
  const span = trace.getTracer("zitadel").startSpan(`${method} ${route}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      "http.request.method": method,
      "url.template": route,
      "zitadel.call": kind,
    },
  });
  return isSpanContextValid(span.spanContext()) ? runInSpan(span, run) : run(undefined);
}

async function runInSpan<T extends { readonly status: number }>(span: Span, run: Run<T>): Promise<T> {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
  try {
    const response = await context.with(trace.setSpan(context.active(), span), () => run(traceparent));
    span.setAttribute("http.response.status_code", response.status);
    if (response.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
    return response;
  } catch (error) {
    span.setAttribute("error.type", error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR");
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
