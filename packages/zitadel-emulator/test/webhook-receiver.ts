import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

export interface ReceivedWebhook {
  /** All headers except `host`. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server that receives ZITADEL's webhooks. */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedWebhook[];
  /** Sets the status of further responses, initially 200. With undefined, the receiver never responds. */
  respondWith(status: number | undefined): void;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let status: number | undefined = 200;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const headers = { ...request.headers };
      delete headers.host;
      received.push({ headers, body });
      if (status !== undefined) response.writeHead(status).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new TypeError("The receiver does not listen on a port");
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    respondWith: (next) => {
      status = next;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
