import { setMaxListeners } from "node:events";
import type { ApolloServer, HTTPGraphQLRequest } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../auth/authenticate.js";
import { Failure } from "../lib/failure.js";
import { within } from "../lib/within.js";
import { type ContextOptions, createContext, type RequestContext } from "../graphql/context.js";
import { type DocumentLimits, requireModest } from "../graphql/document-limits.js";
import { errorBody } from "./error-body.js";

export interface GraphQLHandlerOptions extends Pick<ContextOptions, "source"> {
  readonly limits: ContextOptions["limits"] & DocumentLimits;
  readonly apollo: ApolloServer<RequestContext>;
  readonly authenticate: Authenticate;
  readonly requestTimeoutMs: number;
}

/** From an HTTP request to GraphQL and back. */
export function createGraphQLHandler({
  apollo,
  authenticate,
  source,
  limits,
  requestTimeoutMs,
}: GraphQLHandlerOptions): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    const text = queryOf(request.body);
    if (text !== undefined) requireModest(text, limits);
    const deadline = AbortSignal.timeout(requestTimeoutMs);
    const hangUp = new AbortController();
    const onClose = (): void => {
      if (!reply.raw.writableFinished) hangUp.abort();
    };
    reply.raw.once("close", onClose);
    const readSignal = AbortSignal.any([deadline, hangUp.signal]);
    // Every user of a page waits for it, so that many listeners are no leak.
    setMaxListeners(0, deadline, readSignal);
    const context = createContext({
      asker: { requestId: request.id, deadlineAt: performance.now() + requestTimeoutMs, upstreamCalls: 0 },
      source,
      limits,
      authenticate: async (isFresh) =>
        within(readSignal, authenticate(authorizationOf(request), isFresh), uncheckedInTime),
      readSignal,
      writeSignal: deadline,
    });
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: requestOf(request),
      context: () => Promise.resolve(context),
    });
    reply.code(answer.status ?? 200);
    if (answer.body.kind !== "complete") {
      throw new TypeError("there is no @defer in this schema, so every answer is complete");
    }
    // Not all that is in it was counted before: neither errors nor `__typename`.
    if (Buffer.byteLength(answer.body.string) > limits.answerBytes) {
      const { code, message } = context.answer.refusal();
      request.log.info({ code }, message);
      return reply.send({ data: null, ...errorBody(code, message) });
    }
    for (const [name, value] of answer.headers) reply.header(name, value);
    return reply.send(answer.body.string);
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

function requestOf(request: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return { method: request.method, headers, search: "", body: request.body };
}

function uncheckedInTime(): Failure {
  const words = "The access token could not be checked before this request's time was over.";
  return new Failure("UPSTREAM_TIMEOUT", words);
}
