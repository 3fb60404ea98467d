import { ApiError } from "../api/api-error.js";
import { maxMessageBytes } from "../api/max-message-size.js";
import type { Method } from "../api/method.js";
import { requireName } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import { userById, type Instance } from "../instance/instance.js";
import { hasPermission } from "../instance/permissions.js";
import { readKeyFilters } from "./key-filters.js";
import { pageOf, readPagination } from "./page.js";
import { encodeValue, estimateBytes, type Entry } from "./stored-entries.js";

export function listUserMetadata(instance: Instance): Method {
  return {
    name: "ListUserMetadata",
    rest: { method: "POST", path: "/v2/users/:userId/metadata/search" },
    run: (message) => {
      const userId = message.text("userId");
      const pagination = readPagination(message.message("pagination"), 100);
      const filters = readKeyFilters(message, "v2");
      return (caller) => {
        requireName("ListUserMetadataRequest", "UserId", userId);
        filters.requireValid("ListUserMetadataRequest");
        if (pagination.limit > 1000) throw new ApiError("invalid_argument", "Limit exceeded", "QUERY-4M0fs");
        const user = userById(instance, userId);
        const isVisible =
          user !== undefined && (user === caller || hasPermission(caller, "user.read", user.organization));
        // Without permission, ZITADEL returns the total but no rows; with this feature it returns neither.
        const isFound = isVisible || !instance.permissionCheckV2;
        const entries = isFound ? [...(user?.metadata ?? [])].filter(([key]) => filters.match(key)) : [];
        const page = pageOf(entries, pagination, byDate(pagination.ascending));
        const rows = isVisible ? page.rows : [];
        if (estimateBytes(rows) > maxMessageBytes) {
          const text = `grpc: received message after decompression larger than max ${maxMessageBytes}`;
          throw new ApiError("resource_exhausted", text);
        }
        return {
          pagination: { totalResult: page.total, appliedLimit: String(pagination.limit) },
          ...(rows.length > 0 && { metadata: rows.map(encodeEntry) }),
        };
      };
    },
  };
}

/**
 * Entries of one call have the same date. ZITADEL does not define their order; the emulator sorts them by
 * key.
 */
function byDate(ascending: boolean): (a: Entry, b: Entry) => number {
  return ([keyA, a], [keyB, b]) =>
    (ascending ? a.created - b.created : b.created - a.created) || (keyA < keyB ? -1 : 1);
}

function encodeEntry([key, { value, created, changed }]: Entry): Record<string, string> {
  return {
    creationDate: timestampOf(created),
    changeDate: timestampOf(changed),
    key,
    value: encodeValue(value),
  };
}
