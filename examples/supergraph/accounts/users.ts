import DataLoader from "dataloader";
import { failure } from "../zitadel/failure.js";
import type { CallOptions } from "../zitadel/call.js";
import type { Zitadel, ZitadelUser } from "./zitadel.js";

/** The User type of the schema. */
export interface User {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly email: string | undefined;
  readonly state: string;
}

export interface UserPage {
  readonly total: number;
  readonly items: readonly User[];
}

export interface PageArguments {
  readonly search?: string | null;
  readonly first: number;
  readonly offset: number;
}

/** ZITADEL's maximum number of ids in one search. */
const idsPerCall = 1000;

/**
 * Loads users by id, in one call for all ids of a request. Null for users that do not exist or are not
 * visible to the caller.
 */
export function createUserLoader(zitadel: Zitadel, options: CallOptions): DataLoader<string, User | null> {
  return new DataLoader(
    async (userIds) => {
      const request = { query: { limit: idsPerCall }, queries: [{ inUserIdsQuery: { userIds } }] };
      const { result } = await zitadel.listUsers(request, options);
      const found = new Map(result.map((it) => [it.userId, userOf(it)]));
      return userIds.map((id) => found.get(id) ?? null);
    },
    { maxBatchSize: idsPerCall },
  );
}

/**
 * Lists the human users that the caller may view. Ordered by the unique user name, so that pages do not
 * overlap.
 */
export async function listUsers(
  zitadel: Zitadel,
  page: PageArguments,
  options: CallOptions,
): Promise<UserPage> {
  const { first, offset } = page;
  const search = page.search?.trim() ?? "";
  if (first < 1 || first > 100) throw failure("BAD_USER_INPUT", `first is ${first}. It must be 1 to 100.`);
  if (offset < 0) throw failure("BAD_USER_INPUT", `offset is ${offset}. It must not be negative.`);
  if (Array.from(search).length > 200)
    throw failure("BAD_USER_INPUT", "search is longer than 200 characters.");

  const searchUsers = (query: { offset: number; limit: number }) =>
    zitadel.listUsers(
      {
        query: { ...query, asc: true },
        sortingColumn: "USER_FIELD_NAME_USER_NAME",
        queries: [{ typeQuery: { type: "TYPE_HUMAN" } }, ...(search === "" ? [] : [nameContains(search)])],
      },
      options,
    );
  const { details, result } = await searchUsers({ offset, limit: first });
  // ZITADEL omits the total from a page without rows. Behind the last page, read it from the first page.
  const isBehindLast = result.length === 0 && offset > 0;
  const { totalResult = 0 } = isBehindLast ? (await searchUsers({ offset: 0, limit: 1 })).details : details;
  return { total: totalResult, items: result.map(userOf) };
}

function nameContains(text: string): object {
  const method = "TEXT_QUERY_METHOD_CONTAINS_IGNORE_CASE";
  const userNameQuery = { userName: text, method };
  const displayNameQuery = { displayName: text, method };
  return { orQuery: { queries: [{ userNameQuery }, { displayNameQuery }] } };
}

const states = new Set(["ACTIVE", "INACTIVE", "LOCKED", "INITIAL"]);

function userOf({ userId, username, state = "", human, machine }: ZitadelUser): User {
  const shortState = state.replace("USER_STATE_", "");
  return {
    id: userId,
    userName: username,
    displayName: human?.profile?.displayName ?? machine?.name ?? username,
    email: human?.email?.email,
    state: states.has(shortState) ? shortState : "UNKNOWN",
  };
}
