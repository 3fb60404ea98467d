import { Failure } from "../../lib/failure.js";
import { tryParseJson } from "../../lib/try-parse-json.js";
import { decodeBase64 } from "../../metadata/entry.js";
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

/** Filters of the event search: events that change metadata, or events of all types. */
export const eventFilters = {
  changes: { eventTypes: changeTypes, aggregateTypes: ["user", "org"] },
  anything: {},
} as const;

/**
 * Shape: `{events: [{type: {type}, aggregate: {id, resourceOwner}, sequence, creationDate, payload}]}`.
 * ZITADEL omits empty fields.
 */
export function decodeEvents(body: unknown): readonly unknown[] {
  const isEmpty = isObject(body) && Object.keys(body).length === 0;
  const events = isEmpty ? [] : isObject(body) ? body["events"] : undefined;
  if (!Array.isArray(events)) throw malformed("`events` is not a list");
  return events;
}

/** Decodes the fields that every event has. */
export function decodeEvent(event: unknown): { readonly type: string; readonly date: number } {
  const { type, creationDate } = isObject(event) ? event : {};
  const name = isObject(type) ? type["type"] : undefined;
  const date = typeof creationDate === "string" ? parseMicros(creationDate) : undefined;
  if (typeof name !== "string" || date === undefined) throw malformed("an event has no type or no date");
  return { type: name, date };
}

export function decodeChange(event: unknown): Change {
  const { type, date } = decodeEvent(event);
  const { aggregate, sequence: rawSequence, payload } = isObject(event) ? event : {};
  const { id, resourceOwner: organization } = isObject(aggregate) ? aggregate : {};
  // 64-bit integers are strings in ZITADEL's JSON.
  const sequence =
    typeof rawSequence === "string" || typeof rawSequence === "number" ? Number(rawSequence) : Number.NaN;
  if (!isNonEmptyString(id) || !isNonEmptyString(organization) || !Number.isSafeInteger(sequence)) {
    throw malformed("an event has no aggregate id, no resource owner or no sequence");
  }
  const base = { userId: id, organization, sequence, date };
  switch (type) {
    case "user.metadata.set":
    case "user.metadata.removed": {
      const { key, bytes } = decodePayload(payload);
      // ZITADEL does not store empty values: setting one removes the key.
      const isSet = type === "user.metadata.set" && bytes.length > 0;
      return isSet ? { ...base, kind: "set", key, bytes } : { ...base, kind: "removed", key };
    }
    case "user.metadata.removed.all":
    case "user.removed":
      return { ...base, kind: "cleared" };
    case "org.removed":
      return { kind: "organizationRemoved", organization: id, sequence, date };
    default:
      throw malformed("an event has a type that was not requested");
  }
}

/** Shape: `{key, value}`. Older versions of ZITADEL send this object as JSON in base64. */
function decodePayload(payload: unknown): { readonly key: string; readonly bytes: Buffer } {
  const { key, value } = parsePayload(payload);
  const text = value ?? "";
  const bytes = typeof text === "string" ? decodeBase64(text) : undefined;
  if (!isNonEmptyString(key) || bytes === undefined)
    throw malformed("an event has no key or an invalid base64 value");
  return { key, bytes };
}

function parsePayload(payload: unknown): Readonly<Record<string, unknown>> {
  if (isObject(payload)) return payload;
  const text = typeof payload === "string" ? (decodeBase64(payload)?.toString() ?? "") : "";
  const parsed = tryParseJson(text);
  return isObject(parsed) ? parsed : {};
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function malformed(reason: string): Failure {
  return new Failure(
    "UPSTREAM_INVALID_RESPONSE",
    `ZITADEL's response is not a valid page of events: ${reason}.`,
  );
}
