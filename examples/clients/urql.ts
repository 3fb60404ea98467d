import {
  Client,
  CombinedError,
  fetchExchange,
  gql,
  type OperationResultSource,
  type OperationResult,
  type TypedDocumentNode,
} from "@urql/core";
import { type Cache, cacheExchange } from "@urql/exchange-graphcache";
import { expectedEntries } from "./expected-entries.js";
import * as operations from "./operations.js";

const myMetadata: TypedDocumentNode<operations.MyMetadata> = gql(operations.myMetadata);
const userMetadata: TypedDocumentNode<operations.UserMetadata, operations.OfUser> = gql(
  operations.userMetadata,
);
const usersWithMetadata: TypedDocumentNode<operations.UsersWithMetadata, operations.Page> = gql(
  operations.usersWithMetadata,
);
const setUserMetadata: TypedDocumentNode<operations.SetUserMetadata, operations.EntriesOfUser> = gql(
  operations.setUserMetadata,
);
const deleteUserMetadata: TypedDocumentNode<operations.DeleteUserMetadata, operations.KeysOfUser> = gql(
  operations.deleteUserMetadata,
);
const userParts: TypedDocumentNode<operations.User> = gql(
  `fragment Parts on User { ${operations.userParts} }`,
);

export function createUrqlClient(url: string, token: () => string): Client {
  const hasNoId = (): null => null;
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: () => ({ headers: { authorization: `Bearer ${token()}` } }),
    exchanges: [
      cacheExchange({
        keys: {
          UserPage: hasNoId,
          SetUserMetadataPayload: hasNoId,
          DeleteUserMetadataPayload: hasNoId,
          UserMetadataUserError: hasNoId,
        },
        optimistic: { setUserMetadata: expectedPayload },
        updates: { Mutation: { deleteUserMetadata: removeDeleted } },
      }),
      fetchExchange,
    ],
  });
}

export const watchMyMetadata = (
  client: Client,
): OperationResultSource<OperationResult<operations.MyMetadata>> => client.query(myMetadata, {});

export const watchUserMetadata = (
  client: Client,
  userId: string,
): OperationResultSource<OperationResult<operations.UserMetadata, operations.OfUser>> =>
  client.query(userMetadata, { userId });

export const watchUsers = (
  client: Client,
  page: operations.Page,
): OperationResultSource<OperationResult<operations.UsersWithMetadata, operations.Page>> =>
  client.query(usersWithMetadata, page);

/** Sets keys. What is open and shows the user's metadata changes at once, and back if it is refused. */
export async function setMetadata(
  client: Client,
  variables: operations.EntriesOfUser,
): Promise<readonly operations.UserError[]> {
  const { data, error } = await client.mutation(setUserMetadata, variables);
  // With a payload it is done, though the user may not have been read again.
  if (data?.setUserMetadata == null) throw error ?? new Error("There was no answer.");
  return data.setUserMetadata.userErrors;
}

function expectedPayload({ input: { userId, entries } }: { input: operations.EntriesOfUser }, cache: Cache) {
  const user = cache.readFragment(userParts, { __typename: "User", id: userId });
  if (user?.metadata == null) return null;
  return {
    __typename: "SetUserMetadataPayload",
    user: { __typename: "User", id: userId, metadata: expectedEntries(user.metadata, entries) },
    userErrors: [],
  };
}

export async function deleteMetadata(
  client: Client,
  variables: operations.KeysOfUser,
): Promise<readonly operations.UserError[]> {
  const { data, error } = await client.mutation(deleteUserMetadata, variables);
  if (error !== undefined) throw error;
  return data?.deleteUserMetadata?.userErrors ?? [];
}

/** Takes entries that are gone out of every list of their user, whatever was asked of it, and then out of the cache. */
function removeDeleted(
  { deleteUserMetadata: answer }: Partial<operations.DeleteUserMetadata>,
  { input: { userId } }: { input: operations.KeysOfUser },
  cache: Cache,
): void {
  const user = { __typename: "User", id: userId };
  const gone = new Set(answer?.deletedEntryIds.map((id) => `UserMetadataEntry:${id}`));
  for (const { fieldName, fieldKey, arguments: asked } of cache.inspectFields(user)) {
    const list = fieldName === "metadata" ? cache.resolve(user, fieldKey) : undefined;
    if (!Array.isArray(list)) continue;
    const kept = list.filter((key) => typeof key === "string" && !gone.has(key));
    cache.link(user, fieldName, asked, kept);
  }
  for (const key of gone) cache.invalidate(key);
}

/** What to decide by: FORBIDDEN, UPSTREAM_UNAVAILABLE and so on. NO_ANSWER: not from GraphQL, so the network or a proxy. */
export function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof CombinedError) || error.graphQLErrors.length === 0) return ["NO_ANSWER"];
  return error.graphQLErrors.map(({ extensions }) => String(extensions["code"]));
}
