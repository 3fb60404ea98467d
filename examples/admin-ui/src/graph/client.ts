import {
  ApolloClient,
  ApolloLink,
  HttpLink,
  InMemoryCache,
  onlineSource,
  RefetchEventManager,
} from "@apollo/client";
import { OperationTypeNode } from "graphql";
import { fromEvent, type Observable, throttleTime } from "rxjs";
import type { Session } from "../session/session";
import { createAuthorization } from "./authorization";
import { createSubscriptionLink } from "./live";
import { createRetries } from "./retries";

/**
 * Focus events of the window, including when the window stayed visible. Throttled, so that switching between
 * two windows does not refetch on every click.
 */
const focusSource = (): Observable<Event> => fromEvent(window, "focus").pipe(throttleTime(2000));

/** GraphQL client of the supergraph. The normalized cache stores each user and each entry once, by id. */
export function createClient(graphqlUrl: string, session: Session): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.from([
      createRetries(),
      ...createAuthorization(session),
      ApolloLink.split(
        ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
        createSubscriptionLink(graphqlUrl),
        new HttpLink({ uri: graphqlUrl }),
      ),
    ]),
    cache: new InMemoryCache({
      typePolicies: {
        User: {
          // A null list comes with an error: it could not be read. The cached list stays visible beside the
          // error.
          fields: {
            metadata: { merge: (existing: unknown, incoming: unknown) => incoming ?? existing ?? null },
          },
        },
      },
    }),
    defaultOptions: {
      watchQuery: {
        fetchPolicy: "cache-and-network",
        nextFetchPolicy: "cache-first",
        refetchWritePolicy: "merge",
      },
    },
    // Other administrators may edit the same users: refetch on window focus and when back online.
    refetchEventManager: new RefetchEventManager({
      sources: { windowFocus: focusSource, online: onlineSource },
    }),
  });
}
