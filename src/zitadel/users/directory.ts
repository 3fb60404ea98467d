import { Failure } from "../../lib/failure.js";
import type { UserDirectory } from "../../changes/change-feed.js";
import { parseMicros } from "../../changes/timestamp.js";
import { toReadFailure } from "../client/errors.js";
import type { ServiceCall } from "../api/service-call.js";
import { isObject } from "../codec.js";

const usersPerPage = 1000;
/**
 * Number of users that consecutive pages share. A deleted user moves all later users to lower offsets. A page
 * without a shared user shows that some users may have been skipped.
 */
const overlap = 50;

interface ListedUser {
  readonly id: string;
  /** Microseconds since 1970. Undefined if ZITADEL's response has no date. */
  readonly createdAt: number | undefined;
}

/** Lists all users that the service user may see, oldest first. */
export function createUserDirectory(call: ServiceCall): UserDirectory {
  async function readPage(offset: number, signal: AbortSignal): Promise<readonly ListedUser[]> {
    const json = {
      query: { offset: String(offset), limit: usersPerPage, asc: true },
      sortingColumn: "USER_FIELD_NAME_CREATION_DATE",
    };
    // All supported versions of ZITADEL serve this path.
    const response = await call({ kind: "listUsers", path: "/v2/users", json }, signal);
    if (response.status !== 200) throw toReadFailure(response);
    return decodeUsers(response.body);
  }

  return {
    async *listIds(createdBefore = Number.POSITIVE_INFINITY, signal) {
      let offset = 0;
      let previousIds: ReadonlySet<string> = new Set();
      for (;;) {
        const users = await readPage(offset, signal);
        if (offset > 0 && !users.some(({ id }) => previousIds.has(id))) {
          // Too many users were deleted: users may have moved past the overlap. Go back one page.
          offset = Math.max(0, offset - usersPerPage);
          continue;
        }
        const matching = users.filter(
          ({ createdAt }) => createdAt === undefined || createdAt < createdBefore,
        );
        yield matching.map(({ id }) => id).filter((id) => !previousIds.has(id));
        if (users.length < usersPerPage || matching.length < users.length) return;
        previousIds = new Set(users.map(({ id }) => id));
        offset += users.length - overlap;
      }
    },
  };
}

/** Shape: `{details, result: [{userId, details: {creationDate}}]}`. `result` is absent if there are no users. */
function decodeUsers(body: unknown): readonly ListedUser[] {
  const rows = isObject(body) && isObject(body["details"]) ? (body["result"] ?? []) : undefined;
  if (!Array.isArray(rows)) throw malformed();
  return rows.map((row: unknown) => {
    const { userId, details } = isObject(row) ? row : {};
    if (typeof userId !== "string") throw malformed();
    const date = isObject(details) ? details["creationDate"] : undefined;
    return { id: userId, createdAt: typeof date === "string" ? parseMicros(date) : undefined };
  });
}

function malformed(): Failure {
  return new Failure("UPSTREAM_INVALID_RESPONSE", "ZITADEL's response is not a valid list of users.");
}
