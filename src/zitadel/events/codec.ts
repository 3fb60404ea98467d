import { Failure } from "../../lib/failure.js";
import { decodeBase64 } from "../../metadata/base64.js";
import type { Change } from "../../changes/change.js";
import { parseMicros } from "../../changes/timestamp.js";
import { isObject } from "../codec.js";

const changeTypes = [
  "user.metadata.set",
  "user.metadata.removed",
  "user.metadata.removed.all",
  "user.removed",
  "org.removed",
];

/** What there is to ask for: the changes to metadata; those of one user or organisation; events of all kinds. */
export const eventFilters = {
  changes: { eventTypes: changeTypes, aggregateTypes: ["user", "org"] },
  anything: {},
} as const;

/** `{events: [{type: {type}, aggregate: {id, resourceOwner}, sequence, creationDate, payload}]}`; what is empty is left out. */
export function decodeEvents(body: unknown): readonly unknown[] {
  const events = isObject(body) ? (body["events"] ?? []) : undefined;
  if (!Array.isArray(events)) throw malformed("its events are no list");
  return events;
}

/** What every event has. */
export function decodeEvent(event: unknown): { readonly type: string; readonly date: number } {
  const { type, creationDate } = isObject(event) ? event : {};
  const name = isObject(type) ? type["type"] : undefined;
  const date = typeof creationDate === "string" ? parseMicros(creationDate) : undefined;
  if (typeof name !== "string" || date === undefined) throw malformed("an event has no type, or no date");
  return { type: name, date };
}

export function decodeChange(event: unknown): Change {
  const { type, date } = decodeEvent(event);
  const { aggregate, sequence: count, payload } = isObject(event) ? event : {};
  const { id, resourceOwner: organisation } = isObject(aggregate) ? aggregate : {};
  // 64-bit integers are strings in ZITADEL's JSON.
  const sequence = typeof count === "string" || typeof count === "number" ? Number(count) : Number.NaN;
  if (!isId(id) || !isId(organisation) || !Number.isSafeInteger(sequence)) {
    throw malformed("an event does not say whose it is, or its place");
  }
  const about = { ownerId: id, organisation, sequence, date };
  switch (type) {
    case "user.metadata.set":
    case "user.metadata.removed": {
      const { key, bytes } = decodePayload(payload);
      // Whether it is written as a removal or not: nobody has an empty value.
      const isSet = type === "user.metadata.set" && bytes.length > 0;
      return isSet ? { ...about, kind: "set", key, bytes } : { ...about, kind: "removed", key };
    }
    case "user.metadata.removed.all":
    case "user.removed":
      return { ...about, kind: "cleared" };
    case "org.removed":
      return { kind: "organisationRemoved", organisation: id, sequence, date };
    default:
      throw malformed("an event is none of those that were asked for");
  }
}

/** `{key, value}`; older versions of ZITADEL have it as JSON in base64. */
function decodePayload(payload: unknown): { readonly key: string; readonly bytes: Buffer } {
  const { key, value } = readPayload(payload);
  const text = value ?? "";
  const bytes = typeof text === "string" ? decodeBase64(text) : undefined;
  if (!isId(key) || bytes === undefined) throw malformed("an event has no key, or a value that is no base64");
  return { key, bytes };
}

function readPayload(payload: unknown): Readonly<Record<string, unknown>> {
  if (isObject(payload)) return payload;
  try {
    const parsed: unknown = JSON.parse(
      typeof payload === "string" ? (decodeBase64(payload)?.toString() ?? "") : "",
    );
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function malformed(why: string): Failure {
  return new Failure(
    "UPSTREAM_INVALID_RESPONSE",
    `ZITADEL's answer should be a page of events and is not one that we can read: ${why}.`,
  );
}
