import { firstUser, metadataSetAt, usersWithHistory, metadataKeys, toUserId, valueOf } from "../test-data.js";
import { organizationId } from "./responses.js";
import { type UpstreamRequest, isObject, requireBody, InvalidRequest } from "./requests.js";

/** The event log: the metadata of the users with a history, and the first event of the instance. */
export interface History {
  /** Returns the body of the response to an event search. */
  search(request: UpstreamRequest): string;
}

const maxEvents = 1000;
const eventsPerUser = metadataKeys.length;

/** All entries of a user were set in one call and have the same date. Dates ascend with the user's number. */
export function createHistory(): History {
  const userIds = Array.from({ length: usersWithHistory }, (_, number) => toUserId(firstUser + number));
  const events = userIds.flatMap((userId) => metadataKeys.map((key, n) => encodeEvent(userId, key, 3 + n)));
  const dates = userIds.map((userId) => metadataSetAt(userId) * 1000);

  function between(after: number, before: number): readonly string[] {
    const first = dates.findIndex((date) => date > after);
    const end = dates.findLastIndex((date) => date < before) + 1;
    return first < 0 ? [] : events.slice(first * eventsPerUser, end * eventsPerUser);
  }

  return {
    search(request) {
      const body = requireBody(request, "eventTypes", "aggregateTypes", "range", "asc", "limit");
      const limit = Number(body.get("limit"));
      const isAscending = body.get("asc") === true;
      if (!(limit >= 1 && limit <= maxEvents))
        throw new InvalidRequest(`${request.path}: invalid or missing limit`);
      // A search for all event types checks whether the event log reaches back to the start of the instance.
      if (!body.has("eventTypes")) return encodePage([beginning]);
      const { since, until } = requireRange(body.get("range"), request);
      const found = between(since, until);
      return encodePage(isAscending ? found.slice(0, limit) : found.slice(-limit).toReversed());
    },
  };
}

const encodePage = (events: readonly string[]): string =>
  events.length === 0 ? "{}" : `{"events":[${events.join(",")}]}`;

const editor = `"editor":{"userId":"${toUserId(999)}","displayName":"Bench","service":"zitadel"}`;

function encodeEvent(userId: string, key: string, sequence: number): string {
  const aggregate = `"aggregate":{"id":"${userId}","type":{"type":"user","localized":{"key":"AggregateTypes.user","localizedMessage":"User"}},"resourceOwner":"${organizationId}"}`;
  const type = `"type":{"type":"user.metadata.set","localized":{"key":"EventTypes.user.metadata.set","localizedMessage":"User metadata set"}}`;
  const date = new Date(metadataSetAt(userId)).toISOString();
  const value = Buffer.from(valueOf(userId, key)).toString("base64");
  return `{${editor},${aggregate},"sequence":"${sequence}","creationDate":"${date}","payload":{"key":"${key}","value":"${value}"},${type}}`;
}

const beginning = `{${editor},"aggregate":{"id":"330000000000000000","type":{"type":"instance"},"resourceOwner":"330000000000000000"},"sequence":"1","creationDate":"2025-01-01T00:00:00Z","type":{"type":"instance.added"}}`;

function requireRange(
  range: unknown,
  { path }: UpstreamRequest,
): { readonly since: number; readonly until: number } {
  const { since, until, ...rest } = isObject(range) ? range : { none: range };
  if (Object.keys(rest).length > 0)
    throw new InvalidRequest(`${path}: invalid range ${JSON.stringify(range)}`);
  return {
    since: since === undefined ? Number.NEGATIVE_INFINITY : parseMicros(since, path),
    until: until === undefined ? Number.POSITIVE_INFINITY : parseMicros(until, path),
  };
}

function parseMicros(date: unknown, path: string): number {
  const [, whole, fraction = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(String(date)) ?? [];
  if (whole === undefined) throw new InvalidRequest(`${path}: invalid date ${JSON.stringify(date)}`);
  return Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, "0"));
}
