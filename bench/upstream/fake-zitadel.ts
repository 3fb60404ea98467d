import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import { createResponses } from "./responses.js";
import { type UpstreamRequest, InvalidRequest } from "./requests.js";
import { createHistory } from "./history.js";
import { createRoute, type Kind, type RoutedResponse } from "./route.js";
import { createTokens } from "./tokens.js";

/** The requests since the last call of `takeCounts`. */
export interface CallCounts {
  /** Valid requests by kind. */
  readonly calls: Partial<Record<Kind, number>>;
  /** Requests that were rejected with 400. */
  readonly invalid: number;
  /** The reason of the first rejection. */
  readonly firstInvalid: string | undefined;
}

/**
 * A fast substitute for ZITADEL. It responds after a fixed delay, and rejects every request that is not
 * exactly as expected.
 */
export interface FakeZitadel extends AsyncDisposable {
  readonly origin: string;
  /** The access tokens of the callers. */
  readonly tokens: readonly string[];
  readonly serviceToken: string;
  takeCounts(): CallCounts;
}

export async function startFakeZitadel(delayMs: number): Promise<FakeZitadel> {
  let calls: Partial<Record<Kind, number>> = {};
  let invalid = 0;
  let firstInvalid: string | undefined;

  function respond(request: UpstreamRequest): RoutedResponse | undefined {
    try {
      const routed = route(request);
      calls[routed.kind] = (calls[routed.kind] ?? 0) + 1;
      return routed;
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      invalid++;
      firstInvalid ??= error.message;
      return undefined;
    }
  }

  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const routed = respond(toUpstreamRequest(request, body));
      setTimeout(send, delayMs, response, routed);
    });
  });
  // Keep idle connections open. A target that reuses a connection while it is closed would appear to fail.
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 4096, resolve));
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new TypeError("the server does not listen on a port");
  const origin = `http://127.0.0.1:${address.port}`;
  const tokens = await createTokens(origin);
  const route = createRoute(origin, tokens, createResponses(), createHistory());

  return {
    origin,
    tokens: tokens.callerTokens,
    serviceToken: tokens.serviceToken,
    takeCounts() {
      const counts = { calls, invalid, firstInvalid };
      calls = {};
      invalid = 0;
      firstInvalid = undefined;
      return counts;
    },
    async [Symbol.asyncDispose]() {
      const closed = promisify(server.close.bind(server))();
      server.closeAllConnections();
      await closed;
    },
  };
}

function toUpstreamRequest(
  { method = "", url = "", headers }: IncomingMessage,
  body: string,
): UpstreamRequest {
  return { method, path: url, headers, body };
}

function send(response: ServerResponse, routed: RoutedResponse | undefined): void {
  const { status, body } = routed ?? { status: 400, body: '{"code":3,"message":"invalid request"}' };
  response.sendDate = false;
  response
    .writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
    .end(body);
}
