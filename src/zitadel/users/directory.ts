import { Failure } from "../../lib/failure.js";
import type { UserDirectory } from "../../changes/change-feed.js";
import { parseMicros } from "../../changes/timestamp.js";
import { toReadFailure } from "../client/errors.js";
import type { ServiceCall } from "../api/service-call.js";
import { isObject } from "../codec.js";

const usersPerPage = 1000;
/** Who is removed meanwhile moves all later ones to the front. A page begins before the end of the last one, so that this shows. */
const overlap = 50;

interface ListedUser {
  readonly id: string;
  /** Microseconds since 1970; undefined where ZITADEL does not say. */
  readonly created: number | undefined;
}

/** All users whom our own service user may see, those who were created first at the beginning. */
export function createUserDirectory(call: ServiceCall): UserDirectory {
  async function readPage(offset: number, signal: AbortSignal): Promise<readonly ListedUser[]> {
    const json = {
      query: { offset: String(offset), limit: usersPerPage, asc: true },
      sortingColumn: "USER_FIELD_NAME_CREATION_DATE",
    };
    // By this path every version of ZITADEL has it.
    const answer = await call({ kind: "listUsers", path: "/v2/users", json }, signal);
    if (answer.status !== 200) throw toReadFailure(answer);
    return decodeUsers(answer.body);
  }

  return {
    async *listIds(createdBefore = Number.POSITIVE_INFINITY, signal) {
      let offset = 0;
      let last: ReadonlySet<string> = new Set();
      for (;;) {
        const users = await readPage(offset, signal);
        if (offset > 0 && !users.some(({ id }) => last.has(id))) {
          // So many are gone that some may have moved past.
          offset = Math.max(0, offset - usersPerPage);
          continue;
        }
        const old = users.filter(({ created }) => created === undefined || created < createdBefore);
        yield old.map(({ id }) => id).filter((id) => !last.has(id));
        if (users.length < usersPerPage || old.length < users.length) return;
        last = new Set(users.map(({ id }) => id));
        offset += users.length - overlap;
      }
    },
  };
}

/** `{result: [{userId, details: {creationDate}}]}`; without users there is no list. */
function decodeUsers(body: unknown): readonly ListedUser[] {
  const rows = isObject(body) ? (body["result"] ?? []) : undefined;
  if (!Array.isArray(rows)) throw malformed();
  return rows.map((row: unknown) => {
    const { userId, details } = isObject(row) ? row : {};
    if (typeof userId !== "string") throw malformed();
    const date = isObject(details) ? details["creationDate"] : undefined;
    return { id: userId, created: typeof date === "string" ? parseMicros(date) : undefined };
  });
}

function malformed(): Failure {
  return new Failure(
    "UPSTREAM_INVALID_RESPONSE",
    "ZITADEL's answer should be a list of users and is not one that we can read.",
  );
}
