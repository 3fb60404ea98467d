import type { FastifyRequest } from "fastify";
import { type ErrorCode, cancellationCodes, logLevels } from "../graphql/errors/error-codes.js";
import type { OperationSummary } from "../graphql/errors/operation-summary.js";
import type { OperationCode } from "./metrics/definitions.js";
import type { Metrics } from "./metrics/metrics.js";
import type { ServerSpan } from "./tracing/server-span.js";

/** What becomes known of one operation while it is served. */
export interface OperationRecord {
  readonly userIds: Set<string>;
  /** Calls to ZITADEL that were made for it so far. */
  upstreamCalls: () => number;
  isClientDisconnected: () => boolean;
  summary: OperationSummary | undefined;
}

/** A name can be as long as a request. */
export const maxNameLength = 100;

export function createOperationRecord(): OperationRecord {
  return {
    userIds: new Set(),
    upstreamCalls: () => 0,
    isClientDisconnected: () => false,
    summary: undefined,
  };
}

/** The summary of an operation that got no further than this. */
export function failedWith(code: ErrorCode): OperationSummary {
  return { operationName: undefined, kind: "none", codes: new Map([[code, 1]]) };
}

/** Puts an operation that has ended into the log, the metrics and its trace. */
export function recordOperation(
  { userIds, upstreamCalls, isClientDisconnected, summary }: OperationRecord,
  end: { request: FastifyRequest; durationMs: number; traceId: string | undefined; span: ServerSpan },
  metrics: Metrics,
): void {
  const { request, durationMs, traceId, span } = end;
  const { operationName, kind, codes: errorCodes } = summary ?? failedWith("INTERNAL_SERVER_ERROR");
  const name = operationName?.slice(0, maxNameLength);
  const codes: ReadonlyMap<OperationCode, number> = isClientDisconnected()
    ? withoutCancellations(errorCodes)
    : errorCodes;
  const isError = [...errorCodes.keys()].some((code) => logLevels[code] === "error");
  metrics.operationEnded(kind, codes.size === 0 ? ["OK"] : codes.keys(), durationMs);
  request.log.info(
    {
      operation: name ?? null,
      operationType: kind,
      durationMs: Math.round(durationMs * 10) / 10,
      userCount: userIds.size,
      upstreamCalls: upstreamCalls(),
      errorCodes: Object.fromEntries(codes),
      ...(traceId !== undefined && { traceId }),
    },
    "operation",
  );
  span.end({
    name: [kind === "none" ? "graphql" : kind, name].filter((word) => word !== undefined).join(" "),
    attributes: {
      ...(kind !== "none" && { "graphql.operation.type": kind }),
      ...(name !== undefined && { "graphql.operation.name": name }),
      "graphql.error.codes": [...codes.keys()],
      "request.id": request.id,
    },
    isError: isError && !isClientDisconnected(),
  });
}

/** What ended because nobody waited for it any more is no fault of ZITADEL's. */
function withoutCancellations(codes: ReadonlyMap<ErrorCode, number>): ReadonlyMap<OperationCode, number> {
  const rest = [...codes].filter(([code]) => !cancellationCodes.has(code));
  return new Map<OperationCode, number>([...rest, ["CLIENT_CLOSED_REQUEST", 1]]);
}
