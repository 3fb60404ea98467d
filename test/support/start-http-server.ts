import { createFindRejection } from "../../src/http/request-guard.js";
import { pino } from "pino";
import { createHttpServer, type HttpOptions } from "../../src/http/server.js";
import { createMetrics } from "../../src/observability/metrics/metrics.js";

/** The subgraph's HTTP server without the GraphQL layer. */
export interface TestHttpServer extends AsyncDisposable {
  readonly origin: string;
  /** Logged lines, one per message. */
  readonly log: readonly string[];
}

/** Starts the server with these options. By default GraphQL requests fail. */
export async function startHttpServer(options: Partial<HttpOptions>): Promise<TestHttpServer> {
  const log: string[] = [];
  const server = createHttpServer({
    log: pino({ level: "debug" }, { write: (line) => log.push(line) }),
    bodyBytes: 1024,
    requestTimeoutMs: 5000,
    findRejection: createFindRejection([]),
    corsOrigins: [],
    operations: {
      handle: () => Promise.reject(new TypeError("The test server has no GraphQL layer.")),
      recordRejection: () => undefined,
    },
    metrics: createMetrics(() => ({ queued: 0, inFlight: 0 })),
    health: () => ({ ready: true, status: "ok" }),
    ...options,
  });
  return {
    origin: await server.listen({ host: "127.0.0.1", port: 0 }),
    log,
    [Symbol.asyncDispose]: () => server.close(),
  };
}
