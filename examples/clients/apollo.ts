import {
  ApolloClient,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  type ObservableQuery,
  type TypedDocumentNode,
} from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
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

export function createApolloClient(url: string, token: () => string): ApolloClient {
  const withToken = new SetContextLink(() => ({ headers: { authorization: `Bearer ${token()}` } }));
  return new ApolloClient({
    link: withToken.concat(new HttpLink({ uri: url })),
    cache: new InMemoryCache({
      // A list from the server replaces the cached list. Entries that are not in it were deleted.
      typePolicies: { User: { fields: { metadata: { merge: false } } } },
    }),
  });
}

// errorPolicy "all" keeps partial results: if one user's metadata cannot be read, it is null and the rest is
// returned.
export const watchMyMetadata = (client: ApolloClient): ObservableQuery<operations.MyMetadata> =>
  client.watchQuery({ query: myMetadata, errorPolicy: "all" });

export const watchUserMetadata = (
  client: ApolloClient,
  userId: string,
): ObservableQuery<operations.UserMetadata, operations.UserMetadataVariables> =>
  client.watchQuery({ query: userMetadata, variables: { userId }, errorPolicy: "all" });

export const watchUsers = (
  client: ApolloClient,
  page: operations.Page,
): ObservableQuery<operations.UsersWithMetadata, operations.Page> =>
  client.watchQuery({ query: usersWithMetadata, variables: page, errorPolicy: "all" });

/**
 * Sets keys. Active queries show the new values immediately, and the old ones again if the mutation fails.
 */
export async function setMetadata(
  client: ApolloClient,
  variables: operations.SetUserMetadataVariables,
): Promise<readonly operations.UserError[]> {
  const { data, error } = await client.mutate({
    mutation: setUserMetadata,
    variables,
    // A payload means success, even if there is an error because the user could not be read again.
    errorPolicy: "all",
    optimisticResponse: (_, { IGNORE }) => expectedResponse(client, variables) ?? IGNORE,
  });
  if (data?.setUserMetadata == null) {
    throw error instanceof Error ? error : new Error("The mutation returned no result.", { cause: error });
  }
  return data.setUserMetadata.userErrors;
}

function expectedResponse(
  client: ApolloClient,
  { userId, entries }: operations.SetUserMetadataVariables,
): operations.SetUserMetadata | undefined {
  const user = client.readFragment({ fragment: userParts, id: `User:${userId}` });
  if (user?.metadata == null) return undefined;
  return {
    setUserMetadata: {
      __typename: "SetUserMetadataPayload",
      user: { ...user, metadata: expectedEntries(user.metadata, entries) },
      userErrors: [],
    },
  };
}

/** Deletes keys. Evicting the deleted entries from the cache removes them from every list. */
export async function deleteMetadata(
  client: ApolloClient,
  variables: operations.DeleteUserMetadataVariables,
): Promise<readonly operations.UserError[]> {
  const { data } = await client.mutate({
    mutation: deleteUserMetadata,
    variables,
    update(cache, { data: result }) {
      for (const id of result?.deleteUserMetadata?.deletedEntryIds ?? []) {
        cache.evict({ id: `UserMetadataEntry:${id}` });
      }
    },
  });
  return data?.deleteUserMetadata?.userErrors ?? [];
}

/**
 * The codes of an error, for example FORBIDDEN. NO_ANSWER if there is no GraphQL response: a failure of the
 * network or a proxy.
 */
export function codesOf(error: unknown): readonly string[] {
  if (!CombinedGraphQLErrors.is(error)) return ["NO_ANSWER"];
  return error.errors.map(({ extensions }) => String(extensions?.["code"]));
}
