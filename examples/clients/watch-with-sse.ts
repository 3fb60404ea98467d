import { createClient } from "graphql-sse";
import { type MyChanges, myChanges } from "./operations.js";

/** Calls `onChanges` for each result. `onEnd` gets an error, or nothing if the server has ended the subscription. */
export function watchWithSse(
  url: string,
  token: () => string,
  onChanges: (changes: MyChanges | null | undefined) => void,
  onEnd: (error?: unknown) => void,
): () => void {
  const client = createClient({
    url,
    headers: () => ({ authorization: `Bearer ${token()}` }),
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
