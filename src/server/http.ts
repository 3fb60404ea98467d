import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
} from "fastify";
import type { createGraphQLHandler } from "./graphql-handler.js";
import type { Health } from "./health.js";

export interface HttpOptions {
  readonly log: FastifyBaseLogger;
  readonly bodyBytes: number;
  /** How long a request may take to arrive. */
  readonly requestTimeoutMs: number;
  readonly handleGraphQL: ReturnType<typeof createGraphQLHandler>;
  readonly health: Health;
}

/** The HTTP server. What fails before GraphQL began is told in GraphQL's form, too: clients look for `errors`. */
export function createHttpServer({
  log,
  bodyBytes,
  requestTimeoutMs,
  handleGraphQL,
  health,
}: HttpOptions): FastifyInstance {
  const server = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytes,
    forceCloseConnections: "idle",
    // A request that is never sent to its end must not hold a connection for ever.
    requestTimeout: requestTimeoutMs,
  });
  server.addHook("onSend", (_, reply, payload, done) => {
    // Every answer is one caller's own, refusals too.
    reply.header("cache-control", "no-store").header("vary", "Authorization");
    done(null, payload);
  });
  server.removeContentTypeParser("text/plain");
  server.post("/graphql", handleGraphQL);
  const otherMethods = server.supportedMethods.filter((method) => method !== "POST");
  server.route({
    url: "/graphql",
    method: otherMethods,
    handler: (request, reply) =>
      reply
        .code(405)
        .header("allow", "POST")
        .send(
          errorBody(
            "BAD_USER_INPUT",
            `${request.method} /graphql is not served: send the operation by POST, as JSON.`,
          ),
        ),
  });
  server.get("/livez", () => ({ status: "ok" }));
  server.get("/readyz", async (_, reply) => {
    const { ready, ...report } = await health();
    return reply.code(ready ? 200 : 503).send(report);
  });
  server.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send(
        errorBody(
          "BAD_USER_INPUT",
          `There is nothing at ${request.method} ${request.url}; GraphQL is at POST /graphql.`,
        ),
      ),
  );
  server.setErrorHandler((error: FastifyError, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      log.error({ err: error }, "a request failed before GraphQL began");
      return reply
        .code(500)
        .send(errorBody("INTERNAL_SERVER_ERROR", "Something went wrong in this subgraph."));
    }
    const { code, message } = describe(error, bodyBytes);
    return reply.code(status).send(errorBody(code, message));
  });
  return server;
}

function describe(error: FastifyError, bodyBytes: number): { code: string; message: string } {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return {
        code: "REQUEST_TOO_LARGE",
        message: `The request's body is larger than ${bodyBytes} bytes (LIMIT_BODY_BYTES).`,
      };
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return {
        code: "BAD_USER_INPUT",
        message: "The request's body must be JSON with content-type: application/json.",
      };
    default:
      return { code: "BAD_USER_INPUT", message: `The request's body is no JSON: ${error.message}.` };
  }
}

function errorBody(code: string, message: string): { errors: readonly unknown[] } {
  return { errors: [{ message, extensions: { code } }] };
}
