import { isDeepStrictEqual } from "node:util";
import {
  callerCount,
  entriesOf,
  firstUser,
  firstWrittenUser,
  metadataKeys,
  toUserId,
  valueOf,
} from "./test-data.js";

export const workloadKinds = ["me", "entities", "attributes", "set", "users"] as const;

/** A kind of request that clients send repeatedly. */
export interface Workload {
  readonly name: string;
  readonly kind: (typeof workloadKinds)[number];
  /** The number of users whose metadata one request reads or writes. */
  readonly usersPerRequest: number;
  readonly clients: number;
  /**
   * The number of different pages of users. Requests cycle through them, so that caches get hits. Undefined:
   * no two requests select the same users.
   */
  readonly pages?: number | undefined;
}

export const workloads: readonly Workload[] = [
  { name: "me", kind: "me", usersPerRequest: 1, clients: 8 },
  { name: "_entities × 1", kind: "entities", usersPerRequest: 1, clients: 8 },
  { name: "_entities × 100", kind: "entities", usersPerRequest: 100, clients: 4 },
  { name: "_entities × 100, one page for all", kind: "entities", usersPerRequest: 100, clients: 8, pages: 1 },
  { name: "_entities × 1000", kind: "entities", usersPerRequest: 1000, clients: 1 },
  { name: "attributes × 1000", kind: "attributes", usersPerRequest: 1000, clients: 1 },
  { name: "set × 1", kind: "set", usersPerRequest: 1, clients: 8 },
];

/** Sent through a gateway. One client, because the accounts subgraph always lists the same users. */
export const gatewayWorkloads: readonly Workload[] = [10, 100, 1000].map((usersPerRequest) => ({
  name: `users(first: ${usersPerRequest}) through a gateway`,
  kind: "users",
  usersPerRequest,
  clients: 1,
  pages: 1,
}));

/** A GraphQL request of a client. */
export interface LoadRequest {
  /** The index of the caller, whose token is sent. */
  readonly caller: number;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const entities =
  "query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { metadata { key value } } } }";
/** All keys of the users, as typed keys. */
export const metadataSchema = JSON.stringify({
  type: "object",
  properties: Object.fromEntries(metadataKeys.map((key) => [key, { type: "string", maxLength: 100 }])),
});
const attributeFields = {
  department: "department",
  locale: "locale",
  plan: "plan",
  preferencesTheme: "preferences.theme",
  region: "region",
};
const attributes = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { attributes { ${Object.keys(attributeFields).join(" ")} } } } }`;
const set = "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id } } }";
const users = "query ($first: Int!) { users(first: $first) { id name metadata { key value } } }";

/**
 * The users of the request with this number. Different requests have different users, except with `pages`.
 */
export function userIdsOf(
  { kind, usersPerRequest, pages = Number.MAX_SAFE_INTEGER }: Workload,
  number: number,
): readonly string[] {
  if (kind === "me") return [toUserId(number % callerCount)];
  // No other workload reads these users: the fake ZITADEL returns the new value from then on.
  if (kind === "set") return [toUserId(firstWrittenUser + number)];
  const page = number % pages;
  return Array.from({ length: usersPerRequest }, (_, index) =>
    toUserId(firstUser + page * usersPerRequest + index),
  );
}

export function requestOf(workload: Workload, number: number): LoadRequest {
  const userIds = userIdsOf(workload, number);
  switch (workload.kind) {
    case "me":
      return { caller: number % callerCount, query: "{ me { metadata { key value } } }", variables: {} };
    case "users":
      return { caller: 0, query: users, variables: { first: workload.usersPerRequest } };
    case "set": {
      const entry = { key: writtenKey, value: newPlan };
      return { caller: 0, query: set, variables: { input: { userId: userIds[0], entries: [entry] } } };
    }
    case "entities":
      return entitiesRequest(userIds);
    case "attributes":
      return { ...entitiesRequest(userIds), query: attributes };
  }
}

function entitiesRequest(userIds: readonly string[]): LoadRequest {
  const representations = userIds.map((id) => ({ __typename: "User", id }));
  return { caller: 0, query: entities, variables: { representations } };
}

/** A request that reads what the `set` request with this number wrote, and the expected data. */
export function readAfterSet(workload: Workload, number: number): readonly [LoadRequest, unknown] {
  const userIds = userIdsOf(workload, number);
  const entriesAfter = userIds
    .flatMap(entriesOf)
    .map(({ key, value }) => ({ key, value: key === writtenKey ? newPlan : value }));
  return [entitiesRequest(userIds), { _entities: [{ metadata: entriesAfter }] }];
}

/** The key and the value that `set` writes. */
export const writtenKey = "plan";
export const newPlan = "gold, since the bench";

/** How a target returns values. ZITADEL sends base64. */
export type Encoding = "text" | "base64";

/** The expected `data` of a response. */
export function expectedData(workload: Workload, number: number, encoding: Encoding): unknown {
  const userIds = userIdsOf(workload, number);
  const metadata = (userId: string): unknown =>
    entriesOf(userId).map(({ key, value }) => ({
      key,
      value: encoding === "text" ? value : Buffer.from(value).toString("base64"),
    }));
  switch (workload.kind) {
    case "me":
      return { me: { metadata: userIds.map(metadata)[0] } };
    case "users":
      return { users: userIds.map((id) => ({ id, name: nameOf(id), metadata: metadata(id) })) };
    case "set":
      return { setUserMetadata: { user: { id: userIds[0] } } };
    case "entities":
      return { _entities: userIds.map((userId) => ({ metadata: metadata(userId) })) };
    case "attributes":
      return { _entities: userIds.map((userId) => ({ attributes: attributesOf(userId) })) };
  }
}

function attributesOf(userId: string): unknown {
  const entries = Object.entries(attributeFields);
  return Object.fromEntries(entries.map(([field, key]) => [field, valueOf(userId, key)]));
}

/** The name of a user in the accounts subgraph. */
export function nameOf(id: string): string {
  return `the name of ${id}`;
}

/** Throws an error with the start of the response if it differs from the expected data. */
export function requireCorrect(target: string, workload: Workload, text: string, expected: unknown): void {
  const response: unknown = JSON.parse(text);
  if (isDeepStrictEqual(response, { data: expected })) return;
  throw new Error(`${target} returned a wrong response to "${workload.name}": ${text.slice(0, 400)}`);
}
