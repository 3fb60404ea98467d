import { assertMessageSize } from "../api/max-message-size.js";
import type { Message } from "../api/proto-json.js";
import type { Method } from "../api/method.js";
import { invalid } from "../api/validation.js";
import type { Instance } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import { encodeEvent, estimateBytes } from "./encode-event.js";
import type { EventSearch } from "./event-log.js";

const maxPageSize = 1000;

export function searchEvents(instance: Instance): Method {
  return {
    name: "ListEvents",
    rest: { method: "POST", path: "/admin/v1/events/_search" },
    run: (message) => {
      const types = message.strings("eventTypes");
      const aggregateTypes = message.strings("aggregateTypes");
      const search = { ...readPage(message), matches: readFilter(message, types, aggregateTypes) };
      return (caller, organization) => {
        requirePermission(caller, "events.read", organization, "AUTH-5mWD2");
        requireMaxItems(30, "EventTypes", types);
        requireMaxItems(10, "AggregateTypes", aggregateTypes);
        const found = instance.events.find(search);
        assertMessageSize(estimateBytes(found), instance.events.maxPageBytes);
        return { ...(found.length > 0 && { events: found.map((event) => encodeEvent(instance, event)) }) };
      };
    },
  };
}

function requireMaxItems(max: number, field: string, { length }: readonly string[]): void {
  if (length <= max) return;
  throw invalid("ListEventsRequest", field, `value must contain no more than ${max} item(s)`);
}

function readPage(message: Message): Omit<EventSearch, "matches"> {
  const ascending = message.bool("asc");
  const limit = message.count("limit");
  return {
    ...readBounds(message, ascending),
    ascending,
    // ZITADEL reduces larger limits silently.
    limit: limit === 0 ? maxPageSize : Math.min(limit, maxPageSize),
  };
}

/** A range overrides `from`. Otherwise a search starts at `from` and goes forward or backward. */
function readBounds(message: Message, ascending: boolean): Pick<EventSearch, "after" | "before"> {
  const range = message.message("range");
  // `creationDate` is the deprecated name of `from`.
  const from = message.timestamp("from") ?? message.timestamp("creationDate");
  const since = range === undefined ? (ascending ? from : undefined) : range.timestamp("since");
  const until = range === undefined ? (ascending ? undefined : from) : range.timestamp("until");
  return { after: since ?? -Infinity, before: until ?? Infinity };
}

function readFilter(
  message: Message,
  types: readonly string[],
  aggregateTypes: readonly string[],
): EventSearch["matches"] {
  const aggregateId = message.text("aggregateId");
  const resourceOwner = message.text("resourceOwner");
  const editorId = message.text("editorUserId");
  const sequence = message.count("sequence");
  return (event) =>
    (types.length === 0 || types.includes(event.type)) &&
    (aggregateTypes.length === 0 || aggregateTypes.includes(event.aggregateType)) &&
    (aggregateId === "" || aggregateId === event.aggregateId) &&
    (resourceOwner === "" || resourceOwner === event.resourceOwner) &&
    (editorId === "" || editorId === event.editorId) &&
    event.sequence > sequence;
}
