import { Failure } from "../../lib/failure.js";
import { parseMicros } from "../../changes/timestamp.js";
import type { ZitadelResponse } from "../client/call.js";
import {
  errorIds,
  isTooLarge,
  parseErrorId,
  toReadFailure,
  toWriteFailure,
  writeOutcomeUnknown,
} from "../client/errors.js";
import { type ApiVersion, decodePage, isObject, type MetadataPage } from "../codec.js";
import type { RemoveResult, SetResult } from "./user-api.js";

// Responses of ZITADEL's user APIs → results of UserApi.

export function toPage(
  response: ZitadelResponse,
  userId: string,
  version: ApiVersion,
): MetadataPage | "tooLarge" {
  if (isTooLarge(response)) return "tooLarge";
  if (response.status !== 200) throw toReadFailure(response);
  return decodePage(response.body, userId, version);
}

export function toSetResult(response: ZitadelResponse): SetResult {
  if (response.status === 200) {
    const date = isObject(response.body) ? getChangeDate(response.body) : undefined;
    // A JSON page of a proxy has status 200 too.
    if (date === undefined) throw writeOutcomeUnknown("ZITADEL's response to the write has no date.");
    return { kind: "done", changedAt: parseMicros(date) };
  }
  if (parseErrorId(response) === errorIds.userNotFoundByWrite) return { kind: "userNotFound" };
  throw toWriteFailure(response);
}

export function toRemoveResult(response: ZitadelResponse): RemoveResult {
  return parseErrorId(response) === errorIds.keyNotFound ? { kind: "keyNotFound" } : toSetResult(response);
}

/**
 * The date of the user's last change from the response to a write. It is the date of an earlier write if this
 * write changed nothing. v2: `{setDate}`, `{deletionDate}`; v1: `{details: {changeDate}}`.
 */
function getChangeDate(body: Readonly<Record<string, unknown>>): string | undefined {
  const { setDate, deletionDate, details } = body;
  const date = setDate ?? deletionDate ?? (isObject(details) ? details["changeDate"] : undefined);
  return typeof date === "string" ? date : undefined;
}

/**
 * Requires the response to contain the requested user. A status of 200 alone could come from a proxy, and
 * other subgraphs resolve the ids that this subgraph returns. v2: `user.userId`, v1: `user.id`.
 */
export function toUserExists(response: ZitadelResponse, userId: string): boolean {
  if (response.status !== 200) {
    if (parseErrorId(response) === errorIds.userNotFoundByRead) return false;
    throw toReadFailure(response);
  }
  const user = isObject(response.body) ? response.body["user"] : undefined;
  if (isObject(user) && (user["userId"] ?? user["id"]) === userId) return true;
  throw new Failure("UPSTREAM_INVALID_RESPONSE", "ZITADEL's response does not contain the requested user.");
}

/** `{details, result: [{userId, details: {resourceOwner}}]}` → organization ids by user id. */
export function toOrganizations(response: ZitadelResponse): ReadonlyMap<string, string> {
  if (response.status !== 200) throw toReadFailure(response);
  const { body } = response;
  const rows = isObject(body) && isObject(body["details"]) ? (body["result"] ?? []) : undefined;
  if (!Array.isArray(rows)) throw invalidUsers();
  return new Map(
    rows.map((row: unknown) => {
      const { userId, details } = isObject(row) ? row : {};
      const organizationId = isObject(details) ? details["resourceOwner"] : undefined;
      if (typeof userId !== "string" || typeof organizationId !== "string") throw invalidUsers();
      return [userId, organizationId];
    }),
  );
}

function invalidUsers(): Failure {
  return new Failure("UPSTREAM_INVALID_RESPONSE", "ZITADEL's response is not a valid list of users.");
}
