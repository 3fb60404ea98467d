import { Refusal } from "../api/refusal.js";
import type { Message } from "../api/message.js";
import type { Method } from "../api/method.js";
import { invalid, requireInside, requireName, runesIn } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import { userById, type Instance, type StoredValue } from "../instance/instance.js";
import { may } from "../instance/permissions.js";
import { filterMethods, matchesText } from "./match-text.js";
import { pageOf, readPagination } from "./page.js";

// Of the gRPC message behind the answer, in bytes.
const largestMessage = 10 * 1024 * 1024;

export function listUserMetadata(instance: Instance): Method {
  return {
    name: "ListUserMetadata",
    rest: { method: "POST", path: "/v2/users/:userId/metadata/search" },
    run: (message) => {
      const userId = message.text("userId");
      const pagination = readPagination(message.message("pagination"));
      const filters = message.messages("filters").map(readFilter);
      return (caller) => {
        requireName("ListUserMetadataRequest", "UserId", userId);
        filters.forEach(requireFilter);
        if (pagination.limit > 1000) throw new Refusal("invalid_argument", "Limit exceeded", "QUERY-4M0fs");
        const owner = userById(instance, userId);
        const entries = [...(owner?.metadata ?? [])].filter(([key]) =>
          filters.every((filter) => filter === undefined || matchesText(key, filter)),
        );
        const page = pageOf(entries, pagination, byDate(pagination.ascending));
        // Whoever may not read is told how much there is, and shown none of it.
        const isShown =
          owner !== undefined && (owner === caller || may(caller, "user.read", owner.organisation));
        const rows = isShown ? page.rows : [];
        requireSendable(rows);
        return {
          pagination: { totalResult: page.total, appliedLimit: String(pagination.limit) },
          ...(rows.length > 0 && { metadata: rows.map(encodeEntry) }),
        };
      };
    },
  };
}

type Entry = [key: string, stored: StoredValue];
type Filter = { text: string; method: number } | undefined;

function readFilter(message: Message): Filter {
  const filter = message.message("keyFilter");
  return filter && { text: filter.text("key"), method: filter.choice("method", filterMethods) };
}

function requireFilter(filter: Filter, n: number): void {
  requireInside("ListUserMetadataRequest", `Filters[${n}]`, () => {
    if (filter === undefined) throw invalid("MetadataSearchFilter", "Filter", "value is required");
    requireInside("MetadataSearchFilter", "KeyFilter", () => {
      if (runesIn(filter.text) > 200) {
        throw invalid("MetadataKeyFilter", "Key", "value length must be at most 200 runes");
      }
      if (filterMethods[filter.method] === undefined) {
        throw invalid("MetadataKeyFilter", "Method", "value must be one of the defined enum values");
      }
    });
  });
}

/** Entries of one set share their date; ZITADEL leaves the order among them open. */
function byDate(ascending: boolean): (a: Entry, b: Entry) => number {
  return ([keyA, a], [keyB, b]) =>
    (ascending ? a.created - b.created : b.created - a.created) || (keyA < keyB ? -1 : 1);
}

function requireSendable(rows: readonly Entry[]): void {
  const size = rows.reduce((sum, [key, { value }]) => sum + key.length + value.length, 0);
  if (size <= largestMessage) return;
  throw new Refusal(
    "resource_exhausted",
    `grpc: received message after decompression larger than max ${largestMessage}`,
  );
}

function encodeEntry([key, { value, created, changed }]: Entry): Record<string, string> {
  return {
    creationDate: timestampOf(created),
    changeDate: timestampOf(changed),
    key,
    value: Buffer.from(value).toString("base64"),
  };
}
