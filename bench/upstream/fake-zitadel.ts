import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import { createAnswers } from "./responses.js";
import { type Asked, WrongAsk } from "./requests.js";
import { createHistory } from "./history.js";
import { createRoute, type Kind, type Routed } from "./route.js";
import { createTokens } from "./tokens.js";

/** What was asked since the last time. */
export interface Tally {
  readonly calls: Partial<Record<Kind, number>>;
  readonly wrong: number;
  /** The first of them, in words. */
  readonly firstWrong: string | undefined;
}

/** Stands in for ZITADEL: as fast as can be, after a delay, and strict about what it is asked. */
export interface StandIn extends AsyncDisposable {
  readonly origin: string;
  /** The tokens of the callers. */
  readonly tokens: readonly string[];
  readonly serviceToken: string;
  take(): Tally;
}

export async function startStandIn(delayMs: number): Promise<StandIn> {
  let calls: Partial<Record<Kind, number>> = {};
  let wrong = 0;
  let firstWrong: string | undefined;

  function answer(asked: Asked): Routed | undefined {
    try {
      const routed = route(asked);
      calls[routed.kind] = (calls[routed.kind] ?? 0) + 1;
      return routed;
    } catch (error) {
      if (!(error instanceof WrongAsk)) throw error;
      wrong++;
      firstWrong ??= error.message;
      return undefined;
    }
  }

  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const routed = answer(readAsked(request, body));
      setTimeout(send, delayMs, response, routed);
    });
  });
  // A connection that is closed while a contender is about to use it would look like its mistake.
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 4096, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("it listens on a port");
  const origin = `http://127.0.0.1:${address.port}`;
  const tokens = await createTokens(origin);
  const route = createRoute(origin, tokens, createAnswers(), createHistory());

  return {
    origin,
    tokens: tokens.ofCallers,
    serviceToken: tokens.ofService,
    take() {
      const tally = { calls, wrong, firstWrong };
      calls = {};
      wrong = 0;
      firstWrong = undefined;
      return tally;
    },
    async [Symbol.asyncDispose]() {
      const closed = promisify(server.close.bind(server))();
      server.closeAllConnections();
      await closed;
    },
  };
}

function readAsked({ method = "", url = "", headers }: IncomingMessage, body: string): Asked {
  return { method, path: url, headers, body };
}

function send(response: ServerResponse, routed: Routed | undefined): void {
  const { status, body } = routed ?? { status: 400, body: '{"code":3,"message":"wrong"}' };
  response.sendDate = false;
  response
    .writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
    .end(body);
}
