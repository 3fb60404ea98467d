import { firstOwner, givenAt, knownOwners, metadataKeys, ownerId, valueOf } from "../people.js";
import { organizationId } from "./responses.js";
import { type Asked, isObject, requireBody, WrongAsk } from "./requests.js";

/** The events of the known owners, and of how the instance began. */
export interface History {
  /** A page of them, as the body of the search says. */
  search(asked: Asked): string;
}

const mostEvents = 1000;
const perOwner = metadataKeys.length;

/** One call for each owner, who have their dates in the order of their numbers. */
export function createHistory(): History {
  const owners = Array.from({ length: knownOwners }, (_, number) => ownerId(firstOwner + number));
  const events = owners.flatMap((owner) => metadataKeys.map((key, n) => encodeEvent(owner, key, 3 + n)));
  const dates = owners.map((owner) => givenAt(owner) * 1000);

  function between(after: number, before: number): readonly string[] {
    const first = dates.findIndex((date) => date > after);
    const end = dates.findLastIndex((date) => date < before) + 1;
    return first < 0 ? [] : events.slice(first * perOwner, end * perOwner);
  }

  return {
    search(asked) {
      const body = requireBody(asked, "eventTypes", "aggregateTypes", "range", "asc", "limit");
      const limit = Number(body.get("limit"));
      const isAscending = body.get("asc") === true;
      if (!(limit >= 1 && limit <= mostEvents)) throw new WrongAsk(`${asked.path}: no limit`);
      // Whoever asks for all kinds wants to know whether the history goes back to here.
      if (!body.has("eventTypes")) return pageOf([beginning]);
      const { since, until } = requireRange(body.get("range"), asked);
      const found = between(since, until);
      return pageOf(isAscending ? found.slice(0, limit) : found.slice(-limit).toReversed());
    },
  };
}

const pageOf = (events: readonly string[]): string =>
  events.length === 0 ? "{}" : `{"events":[${events.join(",")}]}`;

const editor = `"editor":{"userId":"${ownerId(999)}","displayName":"Bench","service":"zitadel"}`;

function encodeEvent(owner: string, key: string, sequence: number): string {
  const aggregate = `"aggregate":{"id":"${owner}","type":{"type":"user","localized":{"key":"AggregateTypes.user","localizedMessage":"User"}},"resourceOwner":"${organizationId}"}`;
  const type = `"type":{"type":"user.metadata.set","localized":{"key":"EventTypes.user.metadata.set","localizedMessage":"User metadata set"}}`;
  const date = new Date(givenAt(owner)).toISOString();
  const value = Buffer.from(valueOf(owner, key)).toString("base64");
  return `{${editor},${aggregate},"sequence":"${sequence}","creationDate":"${date}","payload":{"key":"${key}","value":"${value}"},${type}}`;
}

const beginning = `{${editor},"aggregate":{"id":"330000000000000000","type":{"type":"instance"},"resourceOwner":"330000000000000000"},"sequence":"1","creationDate":"2025-01-01T00:00:00Z","type":{"type":"instance.added"}}`;

function requireRange(range: unknown, { path }: Asked): { readonly since: number; readonly until: number } {
  const { since, until, ...rest } = isObject(range) ? range : { none: range };
  if (Object.keys(rest).length > 0) throw new WrongAsk(`${path}: the range ${JSON.stringify(range)}`);
  return {
    since: since === undefined ? Number.NEGATIVE_INFINITY : microsOf(since, path),
    until: until === undefined ? Number.POSITIVE_INFINITY : microsOf(until, path),
  };
}

function microsOf(date: unknown, path: string): number {
  const [, whole, fraction = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(String(date)) ?? [];
  if (whole === undefined) throw new WrongAsk(`${path}: the date ${JSON.stringify(date)}`);
  return Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, "0"));
}
