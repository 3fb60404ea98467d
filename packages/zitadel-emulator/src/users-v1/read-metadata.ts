import { assertMessageSize } from "../api/max-message-size.js";
import type { Message } from "../api/proto-json.js";
import { ApiError } from "../api/api-error.js";
import { requireName } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import type { Instance, User } from "../instance/instance.js";
import { readKeyFilters } from "../users/key-filters.js";
import { pageOf, readPagination } from "../users/page.js";
import { encodeValue, estimateBytes, type Entry } from "../users/stored-entries.js";

// ZITADEL does not check whether the user exists: an unknown user is a user without metadata.
type Read = (user: User | undefined) => unknown;

export function listMetadata({ clock }: Instance, message: Message, request: string): Read {
  const pagination = readPagination(message.message("query"), Infinity);
  const filters = readKeyFilters(message, "v1");
  return (user) => {
    filters.requireValid(request);
    const entries = [...(user?.metadata ?? [])].filter(([key]) => filters.match(key));
    const { rows, total } = pageOf(entries, pagination, ([a], [b]) => (a < b ? -1 : 1));
    assertMessageSize(estimateBytes(rows));
    return {
      details: { totalResult: total, viewTimestamp: timestampOf(clock.stamp()) },
      ...(user && rows.length > 0 && { result: rows.map((entry) => encodeEntry(user, entry)) }),
    };
  };
}

export function getMetadata(_instance: Instance, message: Message, request: string): Read {
  const key = message.text("key");
  return (user) => {
    requireName(request, "Key", key);
    const stored = user?.metadata.get(key);
    if (user === undefined || stored === undefined) {
      throw new ApiError("not_found", "Metadata not found", "QUERY-Rgh32");
    }
    return { metadata: encodeEntry(user, [key, stored]) };
  };
}

function encodeEntry(
  { organization }: User,
  [key, { value, sequence, created, changed }]: Entry,
): Record<string, unknown> {
  return {
    details: {
      sequence: String(sequence),
      creationDate: timestampOf(created),
      changeDate: timestampOf(changed),
      resourceOwner: organization.id,
    },
    key,
    value: encodeValue(value),
  };
}
