import type { FastifyRequest } from "fastify";
import { type AnswerCode, hangUpCodes, levels } from "../../graphql/answer-codes.js";
import type { AnswerSummary } from "../../graphql/answer-summary.js";
import type { OperationCode } from "./metric-catalogue.js";
import type { Metrics } from "./metrics.js";
import type { ServerSpan } from "./server-span.js";

/** What becomes known of one operation while it is served. */
export interface SeenOperation {
  readonly owners: Set<string>;
  /** Calls to ZITADEL that were made for it so far. */
  upstreamCalls: () => number;
  hasHungUp: () => boolean;
  summary: AnswerSummary | undefined;
}

/** A name can be as long as a request. */
export const longestName = 100;

export function createSeenOperation(): SeenOperation {
  return { owners: new Set(), upstreamCalls: () => 0, hasHungUp: () => false, summary: undefined };
}

/** The summary of an operation that got no further than this. */
export function onlyCode(code: AnswerCode): AnswerSummary {
  return { operationName: undefined, kind: "none", codes: new Map([[code, 1]]) };
}

/** Puts an operation that has ended into the log, the metrics and its trace. */
export function tellOfOperation(
  { owners, upstreamCalls, hasHungUp, summary }: SeenOperation,
  end: { request: FastifyRequest; durationMs: number; traceId: string | undefined; span: ServerSpan },
  metrics: Metrics,
): void {
  const { request, durationMs, traceId, span } = end;
  const { operationName, kind, codes: told } = summary ?? onlyCode("INTERNAL_SERVER_ERROR");
  const name = operationName?.slice(0, longestName);
  const codes: ReadonlyMap<OperationCode, number> = hasHungUp() ? withoutBlame(told) : told;
  const isError = [...told.keys()].some((code) => levels[code] === "error");
  metrics.operationEnded(kind, codes.size === 0 ? ["OK"] : codes.keys(), durationMs);
  request.log.info(
    {
      operation: name ?? null,
      kind,
      durationMs: Math.round(durationMs * 10) / 10,
      owners: owners.size,
      upstreamCalls: upstreamCalls(),
      codes: Object.fromEntries(codes),
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
    isError: isError && !hasHungUp(),
  });
}

/** What ended because nobody waited for it any more is no fault of ZITADEL's. */
function withoutBlame(codes: ReadonlyMap<AnswerCode, number>): ReadonlyMap<OperationCode, number> {
  const rest = [...codes].filter(([code]) => !hangUpCodes.has(code));
  return new Map<OperationCode, number>([...rest, ["HUNG_UP", 1]]);
}
