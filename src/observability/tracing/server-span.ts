import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

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
  /** `describe` is called only if the span is recorded. */
  end(describe: () => SpanResult): void;
}

/** `traceparent`: the header of the request. */
export function startServerSpan(traceparent: unknown): ServerSpan {
  const parent = parseTraceparent(traceparent);
  const parentContext =
    parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
  const span = trace.getTracer("graphql").startSpan("graphql", { kind: SpanKind.SERVER }, parentContext);
  const spanContext = span.spanContext();
  const isTraced = isSpanContextValid(spanContext);
  return {
    traceId: isTraced ? spanContext.traceId : parent?.traceId,
    run: (task) => (isTraced ? context.with(trace.setSpan(parentContext, span), task) : task()),
    end(describe) {
      if (!span.isRecording()) return;
      const { name, attributes, isError } = describe();
      span.updateName(name);
      span.setAttributes(attributes);
      if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** The parent span of a request, from its header `traceparent`. */
interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

const traceparentPattern = /^(?!ff)([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const zeros = /^0+$/;

/**
 * Parses the header `traceparent`: https://www.w3.org/TR/trace-context/. Ids of zeros are invalid. Only
 * versions after 00 may have additional fields.
 */
function parseTraceparent(header: unknown): TraceParent | undefined {
  if (typeof header !== "string") return undefined;
  const [, version, traceId, spanId, flags, more] = traceparentPattern.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (zeros.test(traceId) || zeros.test(spanId) || (version === "00" && more !== undefined)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}
