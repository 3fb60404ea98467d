import { createClient } from "graphql-ws";
import { type MyChanges, myChanges } from "./operations.js";

/** The same over a WebSocket, whose token is in `connection_init`. All subscriptions of a client share it. */
export function watchWithWebSocket(
  url: string,
  token: () => string,
  onChanges: (changes: MyChanges | null | undefined) => void,
  onEnd: (error?: unknown) => void,
): () => void {
  const client = createClient({
    url: url.replace(/^http/, "ws"),
    connectionParams: () => ({ authorization: `Bearer ${token()}` }),
    retryAttempts: 0,
  });
  return client.subscribe<MyChanges>(
    { query: myChanges },
    {
      next: ({ data }) => {
        onChanges(data);
      },
      error: onEnd,
      complete: onEnd,
    },
  );
}
