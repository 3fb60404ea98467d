import { createHmac } from "node:crypto";
import { Secret } from "../../src/lib/secret.js";
import { readGraphqlResponse } from "./graphql-response.js";
import { startHttpServer } from "./start-http-server.js";
import { createTestClock } from "./test-clock.js";

export const eventsPath = "/zitadel/events";

/** The subgraph's HTTP server, where webhooks come to. */
export interface WebhookServer extends AsyncDisposable {
  readonly origin: string;
  readonly log: readonly string[];
  /** How often whoever follows ZITADEL's events was woken. */
  readonly nudges: number;
  /** The status and the codes of the answer to a webhook. */
  send(signature: string, body: string, method?: string): Promise<unknown>;
}

export const unauthenticated = [401, "UNAUTHENTICATED"];

/** Starts one with these signing keys, behind a router's secret, which ZITADEL does not have. */
export async function startWebhookServer(...keys: string[]): Promise<WebhookServer> {
  let nudges = 0;
  const triggerPoll = (): void => {
    nudges += 1;
  };
  const front = await startHttpServer({
    routerSecrets: [new Secret("for routers")],
    webhook:
      keys.length === 0
        ? undefined
        : { keys: keys.map((key) => new Secret(key)), triggerPoll, clock: createTestClock() },
  });
  return {
    origin: front.origin,
    log: front.log,
    get nudges() {
      return nudges;
    },
    async send(signature, body, method = "POST") {
      const headers = { "content-type": "application/json", "zitadel-signature": signature };
      const response = await fetch(front.origin + eventsPath, { method, headers, body });
      return response.status === 204
        ? [204]
        : [response.status, ...(await readGraphqlResponse(response)).codes];
    },
    [Symbol.asyncDispose]: () => front[Symbol.asyncDispose](),
  };
}

export function digestOf(key: string, time: number, body: string): string {
  return createHmac("sha256", key).update(`${time}.${body}`).digest("hex");
}

/** The header as ZITADEL had sent it so many seconds ago. */
export function signatureOf(key: string, body: string, secondsAgo = 0): string {
  const time = Math.floor(Date.now() / 1000) - secondsAgo;
  return `t=${time},v1=${digestOf(key, time, body)}`;
}
