import { Failure } from "../../lib/failure.js";
import { formatMicros } from "../../changes/timestamp.js";
import { decodeEvents, eventFilters } from "./codec.js";
import { createPageSize } from "./page-size.js";
import { errorIdOf, isTooLarge, toReadFailure } from "../client/errors.js";
import type { ServiceCall } from "../api/service-call.js";

/** Bounds are exclusive, dates microseconds since 1970. */
export interface EventQuery {
  readonly after?: number | undefined;
  readonly before?: number;
  /** Those of one user or organisation after this place in its history. */
  readonly of?: { readonly id: string; readonly sequence: number };
  readonly newestFirst?: boolean;
  /** No more than one. */
  readonly single?: boolean;
  /** Not only changes to metadata. */
  readonly allTypes?: boolean;
}

export interface FoundEvents {
  /** As ZITADEL sent them. */
  readonly events: readonly unknown[];
  /** There may be more than these. */
  readonly isFull: boolean;
}

/** One page of ZITADEL's history. Throws its Failure. */
export type EventSearch = (question: EventQuery, signal: AbortSignal) => Promise<FoundEvents>;

/** ZITADEL sends no more, whatever is asked for, and does not say so. */
const maxPageSize = 1000;

export function createEventSearch(call: ServiceCall): EventSearch {
  const size = createPageSize(maxPageSize);

  return async function search(question, signal) {
    const limit = question.single === true ? 1 : size.current;
    const answer = await call(
      { kind: "events", path: "/admin/v1/events/_search", json: encode(question, limit) },
      signal,
    );
    if (isTooLarge(answer)) {
      if (limit === 1) {
        throw new Failure(
          "UPSTREAM_INVALID_RESPONSE",
          "ZITADEL says that one event is too large for an answer.",
        );
      }
      size.shrink();
      return search(question, signal);
    }
    if (answer.status !== 200) {
      const failure = toReadFailure(answer);
      throw failure.code === "FORBIDDEN" ? forbidden(errorIdOf(answer)) : failure;
    }
    if (limit > 1) size.grow();
    const events = decodeEvents(answer.body);
    return { events, isFull: events.length >= limit };
  };
}

function encode(question: EventQuery, limit: number): unknown {
  const { after, before, of, newestFirst = false, allTypes = false } = question;
  return {
    ...(allTypes ? eventFilters.anything : eventFilters.changes),
    range: {
      ...(after !== undefined && { since: formatMicros(after) }),
      ...(before !== undefined && { until: formatMicros(before) }),
    },
    ...(of !== undefined && { aggregateId: of.id, sequence: String(of.sequence) }),
    asc: !newestFirst,
    limit,
  };
}

function forbidden(zitadelErrorId: string | undefined): Failure {
  return new Failure(
    "FORBIDDEN",
    "ZITADEL does not let our own service user read its events: that takes the permission events.read, which the role IAM_OWNER_VIEWER has.",
    zitadelErrorId === undefined ? {} : { zitadelErrorId },
  );
}
