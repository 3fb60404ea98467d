import { context, isSpanContextValid, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { Failure } from "../../lib/failure.js";
import type { CallKind } from "./observer.js";

/** One exchange with ZITADEL. */
export interface TracedCall {
  readonly method: string;
  /** The path, with names in braces where ids stand. */
  readonly route: string;
  readonly kind: CallKind;
}

/** Makes the exchange, and has ZITADEL told of its span by the header `traceparent`, where there is one. */
type Run<T> = (traceparent: string | undefined) => Promise<T>;

/**
 * Runs the exchange within a span of its own; where nobody traces there is none. A span holds nothing but what is in the
 * call, the status, or the code of the failure.
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
    const answer = await context.with(trace.setSpan(context.active(), span), () => run(traceparent));
    span.setAttribute("http.response.status_code", answer.status);
    if (answer.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
    return answer;
  } catch (error) {
    span.setAttribute("error.type", error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR");
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
