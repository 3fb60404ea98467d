import { createClient as createEventStreamClient } from "graphql-sse";
import { createClient as createWebSocketClient } from "graphql-ws";
import WebSocket from "ws";
import { z } from "zod";

export const transports = ["Server-Sent Events", "WebSocket"] as const;
export type Transport = (typeof transports)[number];

export interface SubscriberOptions {
  readonly url: string;
  readonly transport: Transport;
  readonly token: string;
  readonly userId: string;
  /** Called for each event with the user's counter. */
  readonly onCounter: (counter: number) => void;
  /** Called when the subscription ends in another way than by `close`. */
  readonly onEnd: (reason: string) => void;
}

export interface Subscriber {
  readonly close: () => void;
}

const query = `subscription ($userId: ID!) {
  userMetadataChanged(userId: $userId) { user { metadataEntry(key: "counter") { value } } }
}`;
const counterEvent = z.object({
  data: z.object({
    userMetadataChanged: z.object({
      user: z.object({ metadataEntry: z.object({ value: z.coerce.number() }) }),
    }),
  }),
});

/** Subscribes to the entry `counter` of a user, on a connection of its own. Does not connect again. */
export function openSubscriber(options: SubscriberOptions): Subscriber {
  const { url, transport, token, userId, onCounter, onEnd } = options;
  const authorization = `Bearer ${token}`;
  let isClosed = false;
  const end = (reason: unknown): void => {
    if (isClosed) return;
    // Neither errors nor the events of a WebSocket have their message in their JSON.
    const hasMessage = reason instanceof Object && "message" in reason;
    onEnd(hasMessage ? String(reason.message) : JSON.stringify(reason));
  };
  const client =
    transport === "WebSocket"
      ? createWebSocketClient({
          url: url.replace(/^http/, "ws"),
          webSocketImpl: WebSocket,
          connectionParams: { authorization },
          retryAttempts: 0,
        })
      : createEventStreamClient({ url, headers: { authorization }, retryAttempts: 0 });
  const unsubscribe = client.subscribe(
    { query, variables: { userId } },
    {
      next(result: unknown) {
        const event = counterEvent.safeParse(result);
        if (event.success) onCounter(event.data.data.userMetadataChanged.user.metadataEntry.value);
        else end(result);
      },
      error: end,
      complete: () => {
        end("completed");
      },
    },
  );
  return {
    close() {
      isClosed = true;
      unsubscribe();
      // Rejects if the connection is not established yet.
      Promise.resolve(client.dispose()).catch(() => undefined);
    },
  };
}
