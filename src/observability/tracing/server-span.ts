import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { TraceParent } from "./traceparent.js";

/** The final name and attributes of an operation's span. */
export interface SpanResult {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | string[]>>;
  readonly isError: boolean;
}

/** The span of one operation; a no-op if tracing is disabled. */
export interface ServerSpan {
  /** The trace id; if tracing is disabled, that of the caller. */
  readonly traceId: string | undefined;
  /** Runs a task within the span, so that its own spans become children. */
  run<T>(task: () => Promise<T>): Promise<T>;
  end(result: SpanResult): void;
}

export function startServerSpan(parent: TraceParent | undefined): ServerSpan {
  const parentContext =
    parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
  const span = trace.getTracer("graphql").startSpan("graphql", { kind: SpanKind.SERVER }, parentContext);
  const spanContext = span.spanContext();
  return {
    traceId: isSpanContextValid(spanContext) ? spanContext.traceId : parent?.traceId,
    run: (task) => context.with(trace.setSpan(parentContext, span), task),
    end({ name, attributes, isError }) {
      span.updateName(name);
      span.setAttributes(attributes);
      if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
