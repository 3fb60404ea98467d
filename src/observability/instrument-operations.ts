import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { Metrics } from "./metrics/metrics.js";
import { failedWith, type OperationRecord, recordOperation } from "./operation-record.js";
import { type ServerSpan, startServerSpan } from "./tracing/server-span.js";
import { summarizeErrors } from "./summarize-errors.js";
import { parseTraceparent } from "./tracing/traceparent.js";

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Executes operations and records each of them once. */
export interface InstrumentedHandler {
  readonly handle: Handle;
  /** Records a request that was rejected before execution, because of its headers or body. */
  readonly recordRejection: (request: FastifyRequest, body: unknown, durationMs: number) => void;
}

export function instrumentOperations(
  metrics: Metrics,
  serve: (request: FastifyRequest, reply: FastifyReply, record: OperationRecord) => Promise<FastifyReply>,
  clock: Clock,
): InstrumentedHandler {
  const handled = new WeakSet<FastifyRequest>();

  function startSpan(request: FastifyRequest): {
    span: ServerSpan;
    end: (record: OperationRecord, durationMs: number) => void;
  } {
    const parent = parseTraceparent(request.headers["traceparent"]);
    const span = startServerSpan(parent);
    const traceId = span.traceId ?? parent?.traceId;
    return {
      span,
      end(record, durationMs) {
        recordOperation(record, { request, durationMs, traceId, span }, metrics);
      },
    };
  }

  return {
    async handle(request, reply) {
      handled.add(request);
      const startedAt = clock.now();
      const record: OperationRecord = { context: undefined, summary: undefined };
      const { span, end } = startSpan(request);
      try {
        return await span.run(() => serve(request, reply, record));
      } catch (error) {
        record.summary = failedWith(error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR");
        throw error;
      } finally {
        end(record, clock.now() - startedAt);
      }
    },

    recordRejection(request, body, durationMs) {
      if (handled.has(request)) return;
      startSpan(request).end({ context: undefined, summary: summarizeErrors(body) }, durationMs);
    },
  };
}
