import {
  ApolloClient,
  ApolloLink,
  HttpLink,
  InMemoryCache,
  onlineSource,
  RefetchEventManager,
} from "@apollo/client";
import { fromEvent, type Observable, throttleTime } from "rxjs";
import type { Session } from "../session/session";
import { createAuthorization } from "./authorization";
import { createRetries } from "./retries";

/** Of the window, also where it never was out of sight; not for each click between two windows. */
const focusSource = (): Observable<Event> => fromEvent(window, "focus").pipe(throttleTime(2000));

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
          // Null is what could not be read, and comes with an error: what was last read stays beside it.
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
    // Others edit the same people: what one comes back to is read again.
    refetchEventManager: new RefetchEventManager({
      sources: { windowFocus: focusSource, online: onlineSource },
    }),
  });
}
