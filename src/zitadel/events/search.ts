import { Failure } from "../../lib/failure.js";
import { formatMicros } from "../../changes/timestamp.js";
import { decodeEvents, eventFilters } from "./codec.js";
import { createPageSize } from "./page-size.js";
import { parseErrorId, isTooLarge, toReadFailure } from "../client/errors.js";
import type { ServiceCall } from "../api/service-call.js";

/** Bounds are exclusive, dates microseconds since 1970. */
export interface EventQuery {
  readonly after?: number | undefined;
  readonly before?: number;
  /** Only events of this user or organization, after this sequence. */
  readonly aggregate?: { readonly id: string; readonly sequence: number };
  readonly newestFirst?: boolean;
  /** Return at most one event. */
  readonly single?: boolean;
  /** Return events of all types, not only changes of metadata. */
  readonly allTypes?: boolean;
}

export interface EventPage {
  /** Undecoded events from ZITADEL. */
  readonly events: readonly unknown[];
  /** Whether the page is full, so that there may be more events. */
  readonly isFull: boolean;
}

/** Reads one page of ZITADEL's event log. Throws a Failure. */
export type EventSearch = (query: EventQuery, signal: AbortSignal) => Promise<EventPage>;

/** ZITADEL's limit. It silently truncates larger pages. */
const maxPageSize = 1000;

export function createEventSearch(call: ServiceCall): EventSearch {
  const size = createPageSize(maxPageSize);

  return async function search(query, signal) {
    const limit = query.single === true ? 1 : size.current;
    const response = await call(
      { kind: "events", path: "/admin/v1/events/_search", json: encode(query, limit) },
      signal,
    );
    if (isTooLarge(response)) {
      if (limit === 1) {
        throw new Failure("UPSTREAM_INVALID_RESPONSE", "A single event is too large for a response.");
      }
      size.shrink();
      return search(query, signal);
    }
    if (response.status !== 200) {
      const failure = toReadFailure(response);
      throw failure.code === "FORBIDDEN" ? forbidden(parseErrorId(response)) : failure;
    }
    if (limit > 1) size.grow();
    const events = decodeEvents(response.body);
    return { events, isFull: events.length >= limit };
  };
}

function encode(query: EventQuery, limit: number): unknown {
  const { after, before, aggregate, newestFirst = false, allTypes = false } = query;
  return {
    ...(allTypes ? eventFilters.anything : eventFilters.changes),
    range: {
      ...(after !== undefined && { since: formatMicros(after) }),
      ...(before !== undefined && { until: formatMicros(before) }),
    },
    ...(aggregate !== undefined && {
      aggregateId: aggregate.id,
      sequence: String(aggregate.sequence),
    }),
    asc: !newestFirst,
    limit,
  };
}

function forbidden(zitadelErrorId: string | undefined): Failure {
  return new Failure(
    "FORBIDDEN",
    "The service user may not read ZITADEL's events. It needs the permission events.read, for example from the role IAM_OWNER_VIEWER.",
    zitadelErrorId === undefined ? {} : { zitadelErrorId },
  );
}
