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

  const startSpan = (request: FastifyRequest): ServerSpan =>
    startServerSpan(parseTraceparent(request.headers["traceparent"]));

  return {
    async handle(request, reply) {
      handled.add(request);
      const startedAt = clock.now();
      const record: OperationRecord = { context: undefined, summary: undefined };
      const span = startSpan(request);
      try {
        return await span.run(() => serve(request, reply, record));
      } catch (error) {
        record.summary = failedWith(error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR");
        throw error;
      } finally {
        recordOperation(record, { request, durationMs: clock.now() - startedAt, span }, metrics);
      }
    },

    recordRejection(request, body, durationMs) {
      if (handled.has(request)) return;
      const record = { context: undefined, summary: summarizeErrors(body) };
      recordOperation(record, { request, durationMs, span: startSpan(request) }, metrics);
    },
  };
}
