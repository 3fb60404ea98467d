import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { Metrics } from "./metrics/metrics.js";
import {
  createSeenOperation,
  failedWith,
  type OperationRecord,
  recordOperation,
} from "./operation-record.js";
import { type ServerSpan, startServerSpan } from "./tracing/server-span.js";
import { summaryOf } from "./summarize-errors.js";
import { parseTraceparent } from "./tracing/traceparent.js";

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Serves operations and tells of each, once. */
export interface InstrumentedHandler {
  readonly handle: Handle;
  /** Of what was refused before it got to be an operation: for its headers, or for a body that is none. */
  readonly recordRejection: (request: FastifyRequest, answer: unknown, durationMs: number) => void;
}

export function instrumentOperations(
  metrics: Metrics,
  serve: (request: FastifyRequest, reply: FastifyReply, seen: OperationRecord) => Promise<FastifyReply>,
  clock: Clock,
): InstrumentedHandler {
  const handled = new WeakSet<FastifyRequest>();

  function begin(request: FastifyRequest): {
    span: ServerSpan;
    end: (seen: OperationRecord, durationMs: number) => void;
  } {
    const parent = parseTraceparent(request.headers["traceparent"]);
    const span = startServerSpan(parent);
    const traceId = span.traceId ?? parent?.traceId;
    return {
      span,
      end(seen, durationMs) {
        recordOperation(seen, { request, durationMs, traceId, span }, metrics);
      },
    };
  }

  return {
    async handle(request, reply) {
      handled.add(request);
      const startedAt = clock.now();
      const seen = createSeenOperation();
      const { span, end } = begin(request);
      try {
        return await span.run(() => serve(request, reply, seen));
      } catch (error) {
        seen.summary = failedWith(error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR");
        throw error;
      } finally {
        end(seen, clock.now() - startedAt);
      }
    },

    recordRejection(request, answer, durationMs) {
      if (handled.has(request)) return;
      begin(request).end({ ...createSeenOperation(), summary: summaryOf(answer) }, durationMs);
    },
  };
}
