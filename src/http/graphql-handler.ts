import { setMaxListeners } from "node:events";
import type { ApolloServer, HTTPGraphQLRequest } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../auth/authenticate.js";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { withSignal } from "../lib/with-signal.js";
import { type ContextOptions, createContext, type RequestContext } from "../graphql/context/context.js";
import type { DocumentCache } from "../graphql/execution/document-cache.js";
import { errorBody } from "./error-body.js";
import { countUsers } from "../observability/count-users.js";
import { failedWith, type OperationRecord } from "../observability/operation-record.js";
import { summarizeErrors } from "../observability/summarize-errors.js";
import type { InFlight } from "../lifecycle/in-flight.js";

export interface GraphQLHandlerOptions extends Pick<ContextOptions, "source" | "audit"> {
  readonly limits: ContextOptions["limits"];
  readonly apollo: ApolloServer<RequestContext>;
  readonly documents: DocumentCache;
  readonly authenticate: Authenticate;
  readonly requestTimeoutMs: number;
  readonly inFlight: InFlight;
  readonly clock: Clock;
}

/** From an HTTP request to GraphQL and back; what becomes known on the way goes into `seen`. */
export function createGraphQLHandler({
  apollo,
  documents,
  authenticate,
  source,
  audit,
  limits,
  requestTimeoutMs,
  inFlight,
  clock,
}: GraphQLHandlerOptions): (
  request: FastifyRequest,
  reply: FastifyReply,
  record: OperationRecord,
) => Promise<FastifyReply> {
  return async (request, reply, record) => {
    const text = queryOf(request.body);
    if (text !== undefined) documents.checkLimits(text);
    const inFlightRequest = inFlight.start(requestTimeoutMs);
    const { readSignal, writeSignal } = inFlightRequest;
    let isClientDisconnected = false;
    reply.raw.once("close", () => {
      if (reply.raw.writableFinished) return;
      isClientDisconnected = true;
      inFlightRequest.clientClosed();
    });
    // Every owner of a page waits with it; Node would warn of a leak from the eleventh on.
    setMaxListeners(0, readSignal);
    const scope = {
      requestId: request.id,
      deadlineAt: clock.now() + requestTimeoutMs,
      upstreamCalls: 0,
    };
    record.upstreamCalls = () => scope.upstreamCalls;
    record.isClientDisconnected = () => isClientDisconnected;
    const context = createContext({
      scope,
      source: countUsers(source, record.userIds),
      limits,
      authenticate: async (isFresh) =>
        withSignal(readSignal, authenticate(authorizationOf(request), isFresh), tokenCheckTimeout),
      readSignal,
      writeSignal,
      isClientDisconnected: record.isClientDisconnected,
      onSummary(summary) {
        record.summary = summary;
      },
      audit,
    });
    const response = await apollo
      .executeHTTPGraphQLRequest({
        httpGraphQLRequest: toGraphQLRequest(request),
        context: () => Promise.resolve(context),
      })
      .finally(() => {
        inFlightRequest.finish();
      });
    reply.code(response.status ?? 200);
    if (response.body.kind !== "complete") {
      throw new TypeError("there is no @defer in this schema, so every answer is complete");
    }
    // Of what is no request of GraphQL, plugins are not told.
    record.summary ??= summarizeErrors(response.body.string);
    // Not all that is in it was counted before: neither errors nor `__typename`.
    if (Buffer.byteLength(response.body.string) > limits.responseBytes) {
      const { code, message } = context.responseBudget.failure();
      request.log.info({ code }, message);
      record.summary = { ...record.summary, codes: failedWith(code).codes };
      return reply.send({ data: null, ...errorBody(code, message) });
    }
    for (const [name, value] of response.headers) reply.header(name, value);
    return reply.send(response.body.string);
  };
}

/** The operation's text; what has none is refused by Apollo Server, in words. */
function queryOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("query" in body)) return undefined;
  return typeof body.query === "string" ? body.query : undefined;
}

/** Of two headers Node keeps the first: what stands before us may have checked the other one. */
function authorizationOf({ headers, raw }: FastifyRequest): string | undefined {
  const count = raw.headersDistinct["authorization"]?.length ?? 0;
  if (count <= 1) return headers.authorization;
  throw new Failure("UNAUTHENTICATED", `The request has ${count} Authorization headers; send one.`);
}

function toGraphQLRequest(request: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return { method: request.method, headers, search: "", body: request.body };
}

function tokenCheckTimeout(): Failure {
  const message = "The access token could not be checked before this request's time was over.";
  return new Failure("UPSTREAM_TIMEOUT", message);
}
