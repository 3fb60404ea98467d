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

export function createApolloClient(url: string, token: () => string): ApolloClient {
  const withToken = new SetContextLink(() => ({ headers: { authorization: `Bearer ${token()}` } }));
  return new ApolloClient({
    link: withToken.concat(new HttpLink({ uri: url })),
    cache: new InMemoryCache({
      // The list that comes is the list: what is not in it is gone.
      typePolicies: { User: { fields: { metadata: { merge: false } } } },
    }),
  });
}

// errorPolicy "all": of a user whose metadata is refused it is null, and all else that was answered is there.
export const watchMyMetadata = (client: ApolloClient): ObservableQuery<operations.MyMetadata> =>
  client.watchQuery({ query: myMetadata, errorPolicy: "all" });

export const watchUserMetadata = (
  client: ApolloClient,
  userId: string,
): ObservableQuery<operations.UserMetadata, operations.OfUser> =>
  client.watchQuery({ query: userMetadata, variables: { userId }, errorPolicy: "all" });

export const watchUsers = (
  client: ApolloClient,
  page: operations.Page,
): ObservableQuery<operations.UsersWithMetadata, operations.Page> =>
  client.watchQuery({ query: usersWithMetadata, variables: page, errorPolicy: "all" });

/** Sets keys. What is open and shows the user's metadata changes at once, and back if it is refused. */
export async function setMetadata(
  client: ApolloClient,
  variables: operations.EntriesOfUser,
): Promise<readonly operations.UserError[]> {
  const { data, error } = await client.mutate({
    mutation: setUserMetadata,
    variables,
    // With a payload it is done, though the user may not have been read again.
    errorPolicy: "all",
    optimisticResponse: (_, { IGNORE }) => expectedAnswer(client, variables) ?? IGNORE,
  });
  if (data?.setUserMetadata == null) {
    throw error instanceof Error ? error : new Error("There was no answer.", { cause: error });
  }
  return data.setUserMetadata.userErrors;
}

function expectedAnswer(
  client: ApolloClient,
  { userId, entries }: operations.EntriesOfUser,
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

/** Deletes keys. Entries that are gone leave the cache, and with it every list. */
export async function deleteMetadata(
  client: ApolloClient,
  variables: operations.KeysOfUser,
): Promise<readonly operations.UserError[]> {
  const { data } = await client.mutate({
    mutation: deleteUserMetadata,
    variables,
    update(cache, { data: answer }) {
      for (const id of answer?.deleteUserMetadata?.deletedEntryIds ?? []) {
        cache.evict({ id: `UserMetadataEntry:${id}` });
      }
    },
  });
  return data?.deleteUserMetadata?.userErrors ?? [];
}

/** What to decide by: FORBIDDEN, UPSTREAM_UNAVAILABLE and so on. NO_ANSWER: not from GraphQL, so the network or a proxy. */
export function codesOf(error: unknown): readonly string[] {
  if (!CombinedGraphQLErrors.is(error)) return ["NO_ANSWER"];
  return error.errors.map(({ extensions }) => String(extensions?.["code"]));
}
