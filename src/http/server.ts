import { randomUUID } from "node:crypto";
import cors from "@fastify/cors";
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
} from "fastify";
import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import { errorBody } from "./error-body.js";
import { createRequestGuard } from "./request-guard.js";
import type { Health } from "../lifecycle/health.js";
import { requestIdOf } from "./request-id.js";
import type { Metrics } from "../observability/metrics/metrics.js";
import type { InstrumentedHandler } from "../observability/instrument-operations.js";
import { handleClientError, handleBadPath } from "./bad-request.js";
import { addWebhookRoute, type WebhookRoute } from "./webhook-route.js";

export interface HttpOptions {
  readonly log: FastifyBaseLogger;
  readonly bodyBytes: number;
  /** How long a request may take to arrive. */
  readonly requestTimeoutMs: number;
  readonly routerSecrets: readonly Secret[];
  readonly corsOrigins: readonly string[];
  readonly operations: InstrumentedHandler;
  readonly metrics: Metrics;
  readonly health: Health;
  /** Undefined where no webhooks are taken. */
  readonly webhook?: WebhookRoute | undefined;
}

/** The HTTP server. */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const { log, bodyBytes, requestTimeoutMs, corsOrigins, operations, metrics, health, webhook } = options;
  const server = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: requestIdOf,
    bodyLimit: bodyBytes,
    forceCloseConnections: "idle",
    // What comes on an open connection while the server closes was sent by somebody who could not know.
    return503OnClosing: false,
    // A request that is never sent to its end must not hold a connection for ever.
    requestTimeout: requestTimeoutMs,
    // Node would answer 400 without a word: the guard says what is missing.
    http: { requireHostHeader: false },
    frameworkErrors: handleBadPath,
    clientErrorHandler: handleClientError,
  });
  server.addHook("onSend", (request, reply, payload, done) => {
    // Every answer is one caller's own, refusals too.
    reply.header("cache-control", "no-store").header("x-request-id", request.id);
    const vary = reply.getHeader("vary");
    reply.header("vary", typeof vary === "string" ? `Authorization, ${vary}` : "Authorization");
    done(null, payload);
  });
  if (corsOrigins.length > 0) {
    void server.register(cors, {
      origin: [...corsOrigins],
      methods: ["POST"],
      allowedHeaders: ["authorization", "content-type", "x-request-id"],
      exposedHeaders: ["x-request-id"],
      strictPreflight: false,
    });
  }
  server.removeContentTypeParser("text/plain");
  const onRequest = createRequestGuard(options.routerSecrets);
  server.post(
    "/graphql",
    {
      onRequest,
      onSend(request, reply, payload, done) {
        operations.recordRejection(request, payload, reply.elapsedTime);
        done(null, payload);
      },
    },
    operations.handle,
  );
  const otherMethods = server.supportedMethods.filter((method) => method !== "POST");
  server.route({
    url: "/graphql",
    method: otherMethods,
    onRequest,
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
  server.get("/metrics", { onRequest }, async (_, reply) => {
    const { contentType, text } = await metrics.read();
    return reply.type(contentType).send(text);
  });
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
          `There is nothing at ${request.method} ${request.url}; GraphQL is at POST /graphql.`,
        ),
      ),
  );
  server.setErrorHandler((error: FastifyError | Failure, request, reply) => {
    if (error instanceof Failure) {
      const { code, message } = error;
      request.log.info({ code }, message);
      return reply.code(400).send(errorBody(code, message));
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      const errorId = randomUUID();
      request.log.error({ err: error, errorId }, "request failed before GraphQL execution");
      const message = `Something went wrong in this subgraph. Its log has the reason under the error id ${errorId}.`;
      return reply.code(500).send(errorBody("INTERNAL_SERVER_ERROR", message, { errorId }));
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
        message: `The request's body is larger than ${bodyBytes} bytes (MAX_REQUEST_BYTES).`,
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
