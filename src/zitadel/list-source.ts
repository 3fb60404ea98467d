import { Failure } from "../lib/failure.js";
import type { MetadataReader } from "../metadata/source.js";
import type { ConnectCall } from "./connect.js";
import { listAllPages } from "./list-pages.js";

/** ZITADEL's lists: any user whom the caller's token may read, and the caller without any role. One call per user and page. */
export function createListSource(call: ConnectCall, maxOwnerBytes: number): MetadataReader {
  return {
    load: (owners, reading) =>
      Promise.all(
        owners.map(async (userId) => {
          try {
            return await listAllPages(userId, maxOwnerBytes, (pagination) =>
              call("ListUserMetadata", { userId, pagination }, reading),
            );
          } catch (error) {
            if (error instanceof Failure) return error;
            throw error;
          }
        }),
      ),
  };
}
