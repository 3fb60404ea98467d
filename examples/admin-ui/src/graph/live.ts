import { ApolloLink } from "@apollo/client";
import { print } from "graphql";
import { createClient } from "graphql-sse";
import { Observable } from "rxjs";

/** Sends subscriptions over Server-Sent Events, with the token in the context of the operation. */
export function createSubscriptionLink(url: string): ApolloLink {
  return new ApolloLink((operation) => {
    const { token } = operation.getContext();
    const client = createClient({
      url,
      ...(typeof token === "string" && { headers: { authorization: `Bearer ${token}` } }),
      // Another attempt needs the token of that time, so the caller subscribes again.
      retryAttempts: 0,
    });
    const { query, variables } = operation;
    return new Observable<ApolloLink.Result>((observer) =>
      client.subscribe<Record<string, unknown>, Record<string, unknown>>(
        { query: print(query), variables },
        observer,
      ),
    );
  });
}
