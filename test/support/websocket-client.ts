import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";
import { changes } from "./event-source.js";

/** The events of one subscription over a WebSocket, and how it ended. */
export interface WebSocketSubscription {
  /** Resolves to the next result; "complete" at the end. Rejects with the errors of a failed operation. */
  next(): Promise<unknown>;
  readonly complete: () => void;
}

export interface WebSocketClient extends AsyncDisposable {
  subscribe(variables?: Readonly<Record<string, unknown>>, query?: string): WebSocketSubscription;
  /** Resolves to the close code of the connection. */
  readonly closed: Promise<number>;
}

export interface WebSocketOptions {
  readonly token?: string | undefined;
  /** The name of the parameter for the token. */
  readonly parameter?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Connects with the client of graphql-ws. It sends the token in `connection_init`. */
export function openWebSocketClient(
  url: string,
  { token, parameter = "Authorization", headers = {} }: WebSocketOptions = {},
): WebSocketClient {
  class WithHeaders extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers: { ...headers } });
    }
  }
  let onClosed: (code: number) => void = () => undefined;
  const closed = new Promise<number>((resolve) => (onClosed = resolve));
  const client: Client = createClient({
    url: url.replace(/^http/, "ws"),
    webSocketImpl: WithHeaders,
    retryAttempts: 0,
    ...(token !== undefined && { connectionParams: { [parameter]: `Bearer ${token}` } }),
    on: {
      closed(event) {
        onClosed(event instanceof Object && "code" in event ? Number(event.code) : Number.NaN);
      },
    },
  });
  return {
    closed,
    subscribe(variables = {}, query = changes) {
      const results = client.iterate({ query, variables: { ...variables } });
      return {
        async next() {
          const { done, value } = await results.next();
          return done === true ? "complete" : value;
        },
        complete: () => void results.return?.(),
      };
    },
    [Symbol.asyncDispose]: async () => {
      await client.dispose();
    },
  };
}
