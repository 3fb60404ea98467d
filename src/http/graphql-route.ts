import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import type { InstrumentedHandler } from "../observability/instrument-operations.js";
import { csrfHeaders } from "./csrf-headers.js";
import { errorBody } from "./error-body.js";
import { checkOperation } from "./json-body.js";
import { checkQueryString } from "./query-string.js";
import { type Guard, rejectCompressedBody } from "./request-guard.js";

export type HttpOperations = Pick<InstrumentedHandler, "handle" | "recordRejection">;

interface GraphQLRouteOptions {
  readonly onRequest: Guard;
  readonly operations: HttpOperations;
  readonly corsOrigins: readonly string[];
}

const graphqlPath = "/graphql";
/** Queries are accepted with both, mutations with POST only. */
const graphqlMethods = ["GET", "POST"];

export function addGraphQLRoutes(
  server: FastifyInstance,
  { onRequest, operations, corsOrigins }: GraphQLRouteOptions,
): void {
  if (corsOrigins.length > 0) {
    const options = {
      origin: [...corsOrigins],
      methods: ["GET", "POST"],
      allowedHeaders: ["authorization", "content-type", "x-request-id", ...csrfHeaders],
      exposedHeaders: ["x-request-id"],
      strictPreflight: false,
    };
    void server.register(cors, {
      // For GraphQL only: a proxy would take the response to a preflight request for that of forward auth.
      delegator: ({ routeOptions }, done) => {
        done(null, routeOptions.url === graphqlPath ? options : { origin: false });
      },
    });
  }
  server.route({
    url: graphqlPath,
    method: graphqlMethods,
    exposeHeadRoute: false,
    onRequest: [onRequest, rejectCompressedBody],
    preHandler(request, _, done) {
      if (request.method === "GET") checkQueryString(request);
      else checkOperation(request.body);
      done();
    },
    onSend(request, reply, payload, done) {
      operations.recordRejection(request, payload, reply.elapsedTime);
      done(null, payload);
    },
    handler: operations.handle,
  });
  const otherMethods = server.supportedMethods.filter((method) => !graphqlMethods.includes(method));
  server.route({
    url: graphqlPath,
    method: otherMethods,
    onRequest: [onRequest, rejectCompressedBody],
    handler: (request, reply) =>
      reply
        .code(405)
        .header("allow", graphqlMethods.join(", "))
        .send(
          errorBody(
            "BAD_USER_INPUT",
            `${request.method} /graphql is not supported. Send the operation as JSON with POST.`,
          ),
        ),
  });
}
