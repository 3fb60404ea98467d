import { pino } from "pino";
import { createHttpServer, type HttpOptions } from "../../src/http/server.js";
import { createMetrics } from "../../src/observability/metrics/metrics.js";

/** The subgraph's HTTP server with nothing behind it. */
export interface TestHttpServer extends AsyncDisposable {
  readonly origin: string;
  /** What it logged, a line a message. */
  readonly log: readonly string[];
}

/** Starts one with these parts; GraphQL is not served. */
export async function startHttpServer(parts: Partial<HttpOptions>): Promise<TestHttpServer> {
  const log: string[] = [];
  const server = createHttpServer({
    log: pino({ level: "debug" }, { write: (line) => log.push(line) }),
    bodyBytes: 1024,
    requestTimeoutMs: 5000,
    routerSecrets: [],
    corsOrigins: [],
    operations: {
      handle: () => Promise.reject(new TypeError("GraphQL is not served here")),
      recordRejection: () => undefined,
    },
    metrics: createMetrics(() => ({ queued: 0, inFlight: 0 })),
    health: () => ({ ready: true, status: "ok" }),
    ...parts,
  });
  return {
    origin: await server.listen({ host: "127.0.0.1", port: 0 }),
    log,
    [Symbol.asyncDispose]: () => server.close(),
  };
}
