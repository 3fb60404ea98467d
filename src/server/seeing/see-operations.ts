import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import type { Metrics } from "./metrics.js";
import { createSeenOperation, onlyCode, type SeenOperation, tellOfOperation } from "./seen-operation.js";
import { type ServerSpan, startServerSpan } from "./server-span.js";
import { summaryOf } from "./summary-of.js";
import { readTraceparent } from "./traceparent.js";

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Serves operations and tells of each, once. */
export interface SeenOperations {
  readonly handle: Handle;
  /** Of what was refused before it got to be an operation: for its headers, or for a body that is none. */
  readonly tellOfRefusal: (request: FastifyRequest, answer: unknown, durationMs: number) => void;
}

export function seeOperations(
  metrics: Metrics,
  serve: (request: FastifyRequest, reply: FastifyReply, seen: SeenOperation) => Promise<FastifyReply>,
  clock: Clock,
): SeenOperations {
  const handled = new WeakSet<FastifyRequest>();

  function begin(request: FastifyRequest): {
    span: ServerSpan;
    end: (seen: SeenOperation, durationMs: number) => void;
  } {
    const parent = readTraceparent(request.headers["traceparent"]);
    const span = startServerSpan(parent);
    const traceId = span.traceId ?? parent?.traceId;
    return {
      span,
      end(seen, durationMs) {
        tellOfOperation(seen, { request, durationMs, traceId, span }, metrics);
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
        seen.summary = onlyCode(error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR");
        throw error;
      } finally {
        end(seen, clock.now() - startedAt);
      }
    },

    tellOfRefusal(request, answer, durationMs) {
      if (handled.has(request)) return;
      begin(request).end({ ...createSeenOperation(), summary: summaryOf(answer) }, durationMs);
    },
  };
}
