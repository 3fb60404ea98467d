import { createFindRejection } from "../../../src/http/request-guard.js";
import { createHmac } from "node:crypto";
import { Secret } from "../../../src/lib/secret.js";
import { readGraphqlResponse } from "../../support/query.js";
import { startHttpServer } from "../../support/start-http-server.js";
import { createTestClock } from "../../support/test-clock.js";

export const eventsPath = "/zitadel/events";

/** The subgraph's HTTP server with the webhook endpoint. */
export interface WebhookServer extends AsyncDisposable {
  readonly origin: string;
  readonly log: readonly string[];
  /** Number of polls of the event log that webhooks have triggered. */
  readonly pollsTriggered: number;
  /** Sends a webhook. Returns the status and the error codes of the response. */
  send(signature: string, body: string, method?: string): Promise<unknown>;
}

export const unauthenticated = [401, "UNAUTHENTICATED"];

/** Starts a server with these signing keys. It also requires a router secret, which ZITADEL does not send. */
export async function startWebhookServer(...keys: string[]): Promise<WebhookServer> {
  let pollsTriggered = 0;
  const triggerPoll = (): void => {
    pollsTriggered += 1;
  };
  const server = await startHttpServer({
    findRejection: createFindRejection([new Secret("for routers")]),
    webhook:
      keys.length === 0
        ? undefined
        : { keys: keys.map((key) => new Secret(key)), triggerPoll, clock: createTestClock() },
  });
  return {
    origin: server.origin,
    log: server.log,
    get pollsTriggered() {
      return pollsTriggered;
    },
    async send(signature, body, method = "POST") {
      const headers = { "content-type": "application/json", "zitadel-signature": signature };
      const response = await fetch(server.origin + eventsPath, { method, headers, body });
      return response.status === 204
        ? [204]
        : [response.status, ...(await readGraphqlResponse(response)).codes];
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export function digestOf(key: string, time: number, body: string): string {
  return createHmac("sha256", key).update(`${time}.${body}`).digest("hex");
}

/** Returns the signature header that ZITADEL would have sent this many seconds ago. */
export function signatureOf(key: string, body: string, secondsAgo = 0): string {
  const time = Math.floor(Date.now() / 1000) - secondsAgo;
  return `t=${time},v1=${digestOf(key, time, body)}`;
}
