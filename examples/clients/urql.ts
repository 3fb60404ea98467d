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
const userMetadata: TypedDocumentNode<operations.UserMetadata, operations.UserMetadataVariables> = gql(
  operations.userMetadata,
);
const usersWithMetadata: TypedDocumentNode<operations.UsersWithMetadata, operations.Page> = gql(
  operations.usersWithMetadata,
);
const setUserMetadata: TypedDocumentNode<operations.SetUserMetadata, operations.SetUserMetadataVariables> =
  gql(operations.setUserMetadata);
const deleteUserMetadata: TypedDocumentNode<
  operations.DeleteUserMetadata,
  operations.DeleteUserMetadataVariables
> = gql(operations.deleteUserMetadata);
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
): OperationResultSource<OperationResult<operations.UserMetadata, operations.UserMetadataVariables>> =>
  client.query(userMetadata, { userId });

export const watchUsers = (
  client: Client,
  page: operations.Page,
): OperationResultSource<OperationResult<operations.UsersWithMetadata, operations.Page>> =>
  client.query(usersWithMetadata, page);

/**
 * Sets keys. Active queries show the new values immediately, and the old ones again if the mutation fails.
 */
export async function setMetadata(
  client: Client,
  variables: operations.SetUserMetadataVariables,
): Promise<readonly operations.UserError[]> {
  const { data, error } = await client.mutation(setUserMetadata, variables);
  // A payload means success, even if there is an error because the user could not be read again.
  if (data?.setUserMetadata == null) throw error ?? new Error("The mutation returned no result.");
  return data.setUserMetadata.userErrors;
}

function expectedPayload(
  { input: { userId, entries } }: { input: operations.SetUserMetadataVariables },
  cache: Cache,
) {
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
  variables: operations.DeleteUserMetadataVariables,
): Promise<readonly operations.UserError[]> {
  const { data, error } = await client.mutation(deleteUserMetadata, variables);
  if (error !== undefined) throw error;
  return data?.deleteUserMetadata?.userErrors ?? [];
}

/**
 * Removes deleted entries from every cached list of the user, whatever its arguments, and then from the
 * cache.
 */
function removeDeleted(
  { deleteUserMetadata: result }: Partial<operations.DeleteUserMetadata>,
  { input: { userId } }: { input: operations.DeleteUserMetadataVariables },
  cache: Cache,
): void {
  const user = { __typename: "User", id: userId };
  const deleted = new Set(result?.deletedEntryIds.map((id) => `UserMetadataEntry:${id}`));
  for (const { fieldName, fieldKey, arguments: args } of cache.inspectFields(user)) {
    const list = fieldName === "metadata" ? cache.resolve(user, fieldKey) : undefined;
    if (!Array.isArray(list)) continue;
    const remaining = list.filter((key) => typeof key === "string" && !deleted.has(key));
    cache.link(user, fieldName, args, remaining);
  }
  for (const key of deleted) cache.invalidate(key);
}

/**
 * The codes of an error, for example FORBIDDEN. NO_ANSWER if there is no GraphQL response: a failure of the
 * network or a proxy.
 */
export function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof CombinedError) || error.graphQLErrors.length === 0) return ["NO_ANSWER"];
  return error.graphQLErrors.map(({ extensions }) => String(extensions["code"]));
}
