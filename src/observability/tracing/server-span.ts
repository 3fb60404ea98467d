import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { TraceParent } from "./traceparent.js";

/** What an operation's span says in the end. */
export interface SpanResult {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | string[]>>;
  readonly isError: boolean;
}

/** The span of one operation; where nobody traces it costs next to nothing and does nothing. */
export interface ServerSpan {
  /** The trace's id; undefined where nobody traces. */
  readonly traceId: string | undefined;
  /** Whatever is run is part of the trace. */
  run<T>(task: () => Promise<T>): Promise<T>;
  end(result: SpanResult): void;
}

export function startServerSpan(parent: TraceParent | undefined): ServerSpan {
  const parentContext =
    parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
  const span = trace.getTracer("graphql").startSpan("graphql", { kind: SpanKind.SERVER }, parentContext);
  const spanContext = span.spanContext();
  return {
    traceId: isSpanContextValid(spanContext) ? spanContext.traceId : undefined,
    run: (task) => context.with(trace.setSpan(parentContext, span), task),
    end({ name, attributes, isError }) {
      span.updateName(name);
      span.setAttributes(attributes);
      if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
