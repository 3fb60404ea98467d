import { context, isSpanContextValid, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { Failure } from "../../lib/failure.js";
import { methodOf } from "./transport/http-request.js";
import type { Waiters, ZitadelCall, ZitadelResponse } from "./call.js";
import type { Middleware, Send } from "./middleware.js";

/**
 * Sends each call within a client span and with the `traceparent` header, or without both if tracing is off.
 * The span contains only the attributes of the call, its status, and the code of its failure.
 */
export function traceCalls(): Middleware {
  return (next) => (call, waiters) => {
    const route = call.route ?? new URL(call.url).pathname;
    const method = methodOf(call);
    const span = trace.getTracer("zitadel").startSpan(`${method} ${route}`, {
      kind: SpanKind.CLIENT,
      attributes: {
        "http.request.method": method,
        "url.template": route,
        "zitadel.call": call.kind,
      },
    });
    return isSpanContextValid(span.spanContext())
      ? sendInSpan(span, next, call, waiters)
      : next(call, waiters);
  };
}

async function sendInSpan(
  span: Span,
  next: Send,
  call: ZitadelCall,
  waiters: Waiters,
): Promise<ZitadelResponse> {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
  try {
    const traced = { ...call, headers: { ...call.headers, traceparent } };
    const response = await context.with(trace.setSpan(context.active(), span), () => next(traced, waiters));
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
