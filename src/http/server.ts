import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
} from "fastify";
import { Failure } from "../lib/failure.js";
import { errorBody } from "./error-body.js";
import { addForwardAuthRoutes } from "./forward-auth/route.js";
import { addGraphQLRoutes, type HttpOperations } from "./graphql-route.js";
import { createRequestGuard, type FindRejection } from "./request-guard.js";
import type { Health } from "../lifecycle/health.js";
import type { Metrics } from "../observability/metrics/metrics.js";
import { handleClientError, handleBadPath } from "./bad-request.js";
import { addJsonBodyParser } from "./json-body.js";
import { RequestError } from "./request-error.js";
import { addWebhookRoute, type WebhookRoute } from "./webhook-route.js";

export interface HttpOptions {
  readonly log: FastifyBaseLogger;
  readonly bodyBytes: number;
  /** Maximum time until a request was received completely. */
  readonly requestTimeoutMs: number;
  readonly findRejection: FindRejection;
  readonly corsOrigins: readonly string[];
  readonly operations: HttpOperations;
  /** Undefined without forward auth. */
  readonly forwardAuth?: HttpOperations | undefined;
  readonly metrics: Metrics;
  readonly health: Health;
  /** Undefined if webhooks are not accepted. */
  readonly webhook?: WebhookRoute | undefined;
}

const serverOptions = {
  // Node would respond 400 with an empty body. The request guard responds with an error message.
  requireHostHeader: false,
  // Clients that offer HTTP/2 (`upgrade: h2c`) are served with HTTP/1.1. Node.js 20 ignores this option.
  shouldUpgradeCallback: ({ headers }: IncomingMessage): boolean =>
    headers.upgrade?.toLowerCase() === "websocket",
};

/** Ids that can be copied into logs and headers unchanged. */
const safeId = /^[\w.-]{1,128}$/;

/** Creates the HTTP server: GraphQL, forward auth, metrics, probes and the webhook. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const { log, bodyBytes, requestTimeoutMs, corsOrigins, operations, forwardAuth, metrics, health, webhook } =
    options;
  const server = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: requestIdOf,
    bodyLimit: bodyBytes,
    forceCloseConnections: "idle",
    // Requests on open connections are served while the server closes: their clients do not know that it
    // does.
    return503OnClosing: false,
    // An incomplete request must not occupy a connection forever.
    requestTimeout: requestTimeoutMs,
    http: serverOptions,
    frameworkErrors: handleBadPath,
    clientErrorHandler: handleClientError,
  });
  server.addHook("onSend", (request, reply, payload, done) => {
    // Every response is for one caller only, errors included.
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    reply.header("x-request-id", request.id);
    const vary = reply.getHeader("vary");
    reply.header("vary", typeof vary === "string" ? `Authorization, ${vary}` : "Authorization");
    done(null, payload);
  });
  server.removeContentTypeParser("text/plain");
  addJsonBodyParser(server);
  const onRequest = createRequestGuard(options.findRejection);
  addGraphQLRoutes(server, { onRequest, operations, corsOrigins });
  server.get("/metrics", { onRequest }, async (_, reply) => {
    const { contentType, text } = await metrics.read();
    return reply.type(contentType).send(text);
  });
  if (forwardAuth !== undefined) addForwardAuthRoutes(server, onRequest, forwardAuth);
  if (webhook !== undefined) addWebhookRoute(server, webhook);
  server.get("/livez", () => ({ status: "ok" }));
  server.get("/readyz", (_, reply) => {
    const { ready, ...report } = health();
    return reply.code(ready ? 200 : 503).send(report);
  });
  server.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send(
        errorBody(
          "BAD_USER_INPUT",
          `${request.method} ${request.url} does not exist. Send GraphQL operations to POST /graphql.`,
        ),
      ),
  );
  server.setErrorHandler((error: FastifyError | Failure, request, reply) => {
    if (error instanceof RequestError) {
      return reply.code(error.statusCode).send(errorBody(error.code, error.message));
    }
    if (error instanceof Failure) {
      const { code, message } = error;
      request.log.info({ code }, message);
      return reply.code(400).send(errorBody(code, message));
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      const errorId = randomUUID();
      request.log.error({ err: error, errorId }, "request failed before GraphQL execution");
      const message = `Internal error in the subgraph. Its log has the reason under error id ${errorId}.`;
      return reply.code(500).send(errorBody("INTERNAL_SERVER_ERROR", message, { errorId }));
    }
    const { code, message } = toHttpError(error, bodyBytes);
    return reply.code(status).send(errorBody(code, message));
  });
  return server;
}

function toHttpError(error: FastifyError, bodyBytes: number): { code: string; message: string } {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return {
        code: "REQUEST_TOO_LARGE",
        message: `The request body is larger than ${bodyBytes} bytes (MAX_REQUEST_BYTES).`,
      };
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return {
        code: "BAD_USER_INPUT",
        message: "The request body must be JSON. Send it with content-type: application/json.",
      };
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return {
        code: "BAD_USER_INPUT",
        message:
          "The request body does not have the length in the header Content-Length. Correct the header.",
      };
    default:
      return { code: "BAD_USER_INPUT", message: `The request cannot be read (${error.code}).` };
  }
}

/** Returns the request id that the client or router sent, or a new one. */
function requestIdOf({ headers }: Pick<IncomingMessage, "headers">): string {
  const id = headers["x-request-id"];
  return typeof id === "string" && safeId.test(id) ? id : randomUUID();
}
