import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from "fastify";
import type { RequestContext } from "../graphql/context/context.js";
import { cancellationCodes, type ErrorCode, logLevels } from "../graphql/errors/error-codes.js";
import {
  failedWith,
  type OperationKind,
  type OperationSummary,
  summarizeErrors,
} from "../graphql/errors/operation-summary.js";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { OperationCode } from "./metrics/definitions.js";
import type { Metrics } from "./metrics/metrics.js";
import { type ServerSpan, startServerSpan } from "./tracing/server-span.js";

/** Data about one operation, collected during its execution. */
export interface OperationRecord {
  /** Undefined until the execution starts. */
  context: Pick<RequestContext, "scope" | "userIds" | "isClientDisconnected"> | undefined;
  summary: OperationSummary | undefined;
}

/** Maximum length of a logged operation name. A name could be as long as the request. */
export const maxNameLength = 100;

/** Serves a request, and describes it in `record`. */
export type Serve = (
  request: FastifyRequest,
  reply: FastifyReply,
  record: OperationRecord,
) => Promise<FastifyReply>;

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** The request that an operation came with. */
export interface OperationOrigin {
  readonly requestId: string;
  readonly log: FastifyBaseLogger;
  /** The header `traceparent`. */
  readonly traceparent: unknown;
}

/** Executes operations and records each of them once. */
export interface InstrumentedHandler {
  readonly handle: Handle;
  /** Executes an operation that did not come as a request of its own. */
  readonly run: <T>(origin: OperationOrigin, execute: (record: OperationRecord) => Promise<T>) => Promise<T>;
  /** Records a request that was rejected before execution, because of its headers or body. */
  readonly recordRejection: (request: FastifyRequest, body: unknown, durationMs: number) => void;
}

/** `unknownKind`: the kind of requests that fail before they are known to be an operation. */
export function instrumentOperations(
  metrics: Metrics,
  serve: Serve,
  clock: Clock,
  unknownKind: OperationKind = "none",
): InstrumentedHandler {
  const handled = new WeakSet<FastifyRequest>();

  const run: InstrumentedHandler["run"] = async (origin, execute) => {
    const startedAt = clock.now();
    const record: OperationRecord = { context: undefined, summary: undefined };
    const span = startServerSpan(origin.traceparent);
    try {
      return await span.run(() => execute(record));
    } catch (error) {
      const code = error instanceof Failure ? error.code : "INTERNAL_SERVER_ERROR";
      record.summary = failedWith(code, unknownKind);
      throw error;
    } finally {
      recordOperation(record, { origin, durationMs: clock.now() - startedAt, span }, metrics);
    }
  };

  return {
    run,

    handle(request, reply) {
      handled.add(request);
      return run(toOrigin(request), (record) => serve(request, reply, record));
    },

    recordRejection(request, body, durationMs) {
      if (handled.has(request)) return;
      const record = { context: undefined, summary: { ...summarizeErrors(body), kind: unknownKind } };
      const origin = toOrigin(request);
      recordOperation(record, { origin, durationMs, span: startServerSpan(origin.traceparent) }, metrics);
    },
  };
}

function toOrigin({ id, log, headers }: FastifyRequest): OperationOrigin {
  return { requestId: id, log, traceparent: headers["traceparent"] };
}

/** Adds a finished operation to the log, the metrics and the trace. */
function recordOperation(
  { context, summary }: OperationRecord,
  outcome: { origin: OperationOrigin; durationMs: number; span: ServerSpan },
  metrics: Metrics,
): void {
  const { origin, durationMs, span } = outcome;
  const { operationName, kind, codes: errorCodes } = summary ?? failedWith("INTERNAL_SERVER_ERROR");
  const name = operationName?.slice(0, maxNameLength);
  const isClientDisconnected = context?.isClientDisconnected() === true;
  const codes: ReadonlyMap<OperationCode, number> = isClientDisconnected
    ? withoutCancellations(errorCodes)
    : errorCodes;
  metrics.operationEnded(kind, codes.size === 0 ? ["OK"] : codes.keys(), durationMs);
  origin.log.info(
    {
      operation: name ?? null,
      operationType: kind,
      durationMs: Math.round(durationMs * 10) / 10,
      userCount: context?.userIds.size ?? 0,
      upstreamCalls: context?.scope.upstreamCalls ?? 0,
      errorCodes: Object.fromEntries(codes),
      traceId: span.traceId,
    },
    "operation",
  );
  span.end(() => {
    const isError = [...errorCodes.keys()].some((code) => logLevels[code] === "error");
    return {
      name: [kind === "none" ? "graphql" : kind, name].filter((word) => word !== undefined).join(" "),
      attributes: {
        ...(kind !== "none" && kind !== "forward_auth" && { "graphql.operation.type": kind }),
        ...(name !== undefined && { "graphql.operation.name": name }),
        "graphql.error.codes": [...codes.keys()],
        "request.id": origin.requestId,
      },
      isError: isError && !isClientDisconnected,
    };
  });
}

/** Replaces errors caused by the client's disconnect: they are not failures of ZITADEL. */
function withoutCancellations(codes: ReadonlyMap<ErrorCode, number>): ReadonlyMap<OperationCode, number> {
  const rest = [...codes].filter(([code]) => !cancellationCodes.has(code));
  return new Map<OperationCode, number>([...rest, ["CLIENT_CLOSED_REQUEST", 1]]);
}
