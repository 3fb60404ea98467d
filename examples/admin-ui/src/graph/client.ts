import {
  ApolloClient,
  ApolloLink,
  HttpLink,
  InMemoryCache,
  onlineSource,
  RefetchEventManager,
  windowFocusSource,
} from "@apollo/client";
import type { Session } from "../session/session";
import { createAuthorization } from "./authorization";
import { createRetries } from "./retries";

/** The way to the supergraph, and what is known of it. Users and entries are one each in the cache, by their id. */
export function createClient(graphqlUrl: string, session: Session): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.from([
      createRetries(),
      ...createAuthorization(session),
      new HttpLink({ uri: graphqlUrl }),
    ]),
    cache: new InMemoryCache({
      typePolicies: {
        User: {
          // A list is what it was when last read: nothing of an older one stays.
          fields: { metadata: { merge: (_, incoming: unknown) => incoming } },
        },
      },
    }),
    defaultOptions: { watchQuery: { fetchPolicy: "cache-and-network", nextFetchPolicy: "cache-first" } },
    // Others edit the same people: what one comes back to is read again.
    refetchEventManager: new RefetchEventManager({
      sources: { windowFocus: windowFocusSource, online: onlineSource },
    }),
  });
}
