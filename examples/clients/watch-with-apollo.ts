import { type ApolloClient, ApolloLink, gql, type TypedDocumentNode } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { OperationTypeNode } from "graphql";
import { createClient } from "graphql-ws";
import { createApolloClient } from "./apollo.js";
import * as operations from "./operations.js";

const myChanges: TypedDocumentNode<operations.MyChanges> = gql(operations.myChanges);

/** Sends subscriptions over a WebSocket, which serves nothing else, and other operations as before. */
export function createLiveApolloClient(url: string, token: () => string): ApolloClient {
  const webSocket = createClient({
    url: url.replace(/^http/, "ws"),
    connectionParams: () => ({ authorization: `Bearer ${token()}` }),
  });
  const client = createApolloClient(url, token);
  const isSubscription = ({ operationType }: ApolloLink.Operation): boolean =>
    operationType === OperationTypeNode.SUBSCRIPTION;
  client.setLink(ApolloLink.split(isSubscription, new GraphQLWsLink(webSocket), client.link));
  return client;
}

/** Updates the cache, and with it all active queries. */
export function watchWithApollo(client: ApolloClient, onEnd: (error?: unknown) => void): () => void {
  const subscription = client.subscribe({ query: myChanges }).subscribe({
    next: ({ error }) => {
      if (error !== undefined) onEnd(error);
    },
    error: onEnd,
    complete: onEnd,
  });
  return () => {
    subscription.unsubscribe();
  };
}
