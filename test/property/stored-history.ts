import { z } from "zod";
import { formatMicros, parseMicros } from "../../src/changes/timestamp.js";
import type { ServiceCall } from "../../src/zitadel/api/service-call.js";

/** An event. A history contains the events in the order in which they were stored. */
export interface StoredEvent {
  readonly id: string;
  readonly sequence: number;
  readonly date: number;
}

const date = z.string().transform((text) => parseMicros(text) ?? Number.NaN);
const searchRequest = z.object({
  range: z.object({
    since: date.default(Number.NEGATIVE_INFINITY),
    until: date.default(Number.POSITIVE_INFINITY),
  }),
  aggregateId: z.string().optional(),
  sequence: z.coerce.number().default(0),
  asc: z.boolean(),
  limit: z.number(),
});

/**
 * ZITADEL's event search in a history whose dates may be out of order. It rejects pages of more than
 * `maxPageEvents` events as too large.
 */
export function createStoredHistory(stored: readonly StoredEvent[], maxPageEvents: number): ServiceCall {
  return ({ json }) => {
    const { range, aggregateId, sequence, asc, limit } = searchRequest.parse(json);
    const matching = stored.filter(
      (event) =>
        event.date > range.since &&
        event.date < range.until &&
        (aggregateId === undefined || event.id === aggregateId) &&
        event.sequence > sequence,
    );
    const found = (asc ? matching : matching.toReversed()).slice(0, limit);
    const pageTooLarge = { code: 8, message: "grpc: trying to send message larger than max" };
    const response =
      found.length > maxPageEvents
        ? ({ kind: "rejection", status: 429, body: pageTooLarge } as const)
        : ({ kind: "result", status: 200, body: { events: found.map(encode) } } as const);
    const contentType = "application/json";
    return Promise.resolve({ ...response, contentType, isTooLarge: false, retryAfterMs: undefined });
  };
}

function encode({ id, sequence, date: created }: StoredEvent): unknown {
  return {
    aggregate: { id, type: { type: "user" }, resourceOwner: "1" },
    sequence: String(sequence),
    creationDate: formatMicros(created),
    payload: { key: `k${sequence}`, value: "MQ==" },
    type: { type: "user.metadata.set" },
  };
}
