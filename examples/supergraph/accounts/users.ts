import DataLoader from "dataloader";
import { failure } from "./failure.js";
import type { Asking, Zitadel, ZitadelUser } from "./zitadel.js";

/** As the schema has it. */
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

/** ZITADEL takes that many ids in one search. */
const idsPerCall = 1000;

/** Users by id, null for whom there is none or the caller may not see: all ids that one request needs in one call. */
export function createUserLoader(zitadel: Zitadel, asking: Asking): DataLoader<string, User | null> {
  return new DataLoader(
    async (userIds) => {
      const request = { query: { limit: idsPerCall }, queries: [{ inUserIdsQuery: { userIds } }] };
      const { result } = await zitadel.listUsers(request, asking);
      const found = new Map(result.map((it) => [it.userId, userOf(it)]));
      return userIds.map((id) => found.get(id) ?? null);
    },
    { maxBatchSize: idsPerCall },
  );
}

/** People whom the caller may see. The order is that of what is unique: no page repeats or leaves out somebody. */
export async function listPeople(zitadel: Zitadel, page: PageArguments, asking: Asking): Promise<UserPage> {
  const { first, offset } = page;
  const search = page.search?.trim() ?? "";
  if (first < 1 || first > 100) throw failure("BAD_USER_INPUT", `first is ${first}: it is 1 to 100.`);
  if (offset < 0) throw failure("BAD_USER_INPUT", `offset is ${offset}: it is not negative.`);
  if (Array.from(search).length > 200)
    throw failure("BAD_USER_INPUT", "search has more than 200 characters.");

  const ask = (query: { offset: number; limit: number }) =>
    zitadel.listUsers(
      {
        query: { ...query, asc: true },
        sortingColumn: "USER_FIELD_NAME_USER_NAME",
        queries: [{ typeQuery: { type: "TYPE_HUMAN" } }, ...(search === "" ? [] : [named(search)])],
      },
      asking,
    );
  const { details, result } = await ask({ offset, limit: first });
  // Behind the last page there are no rows, and without rows no total: the first one tells it.
  const isBehind = result.length === 0 && offset > 0;
  const { totalResult = 0 } = isBehind ? (await ask({ offset: 0, limit: 1 })).details : details;
  return { total: totalResult, items: result.map(userOf) };
}

function named(text: string): object {
  const method = "TEXT_QUERY_METHOD_CONTAINS_IGNORE_CASE";
  const userNameQuery = { userName: text, method };
  const displayNameQuery = { displayName: text, method };
  return { orQuery: { queries: [{ userNameQuery }, { displayNameQuery }] } };
}

const states = new Set(["ACTIVE", "INACTIVE", "LOCKED", "INITIAL"]);

function userOf({ userId, username, state = "", human, machine }: ZitadelUser): User {
  const known = state.replace("USER_STATE_", "");
  return {
    id: userId,
    userName: username,
    displayName: human?.profile?.displayName ?? machine?.name ?? username,
    email: human?.email?.email,
    state: states.has(known) ? known : "UNKNOWN",
  };
}
