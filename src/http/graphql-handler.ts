import type { ApolloServer, HTTPGraphQLRequest } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import type { FastifyRequest } from "fastify";
import { type ContextOptions, createContext, type RequestContext } from "../graphql/context/context.js";
import type { DocumentCache } from "../graphql/execution/document-cache.js";
import { isSubscription, subscriptionsUnavailable } from "../graphql/execution/is-subscription.js";
import { csrfHeaders } from "./csrf-headers.js";
import { errorBody } from "./error-body.js";
import { operationOf, queryStringOf } from "./query-string.js";
import { replaceSurrogates } from "../lib/replace-surrogates.js";
import { failedWith, summarizeErrors } from "../graphql/errors/operation-summary.js";
import type { Serve } from "../observability/instrument-operations.js";
import { RequestError } from "./request-error.js";
import { type RequestOptions, startHttpRequest } from "./start-request.js";
import type { SubscriptionHandler } from "./subscriptions/subscription-handler.js";

export interface GraphQLHandlerOptions extends RequestOptions, Pick<ContextOptions, "source" | "audit"> {
  readonly limits: ContextOptions["limits"];
  readonly apollo: ApolloServer<RequestContext>;
  readonly documents: DocumentCache;
  /** Undefined if the schema has no subscriptions. */
  readonly subscriptions: SubscriptionHandler | undefined;
  /** How long routers may store a response for its caller; 0: not at all. */
  readonly routerCacheMs: number;
}

/** Some caches of routers ignore `no-store`, but not the maximum age. */
const noStore = "no-store, max-age=0";

/** The headers that Apollo Server reads. Node.js has one value for each: it joins several. */
const apolloHeaders = ["accept", "content-type", ...csrfHeaders];

/** Executes GraphQL requests over HTTP, and records each operation in `record`. */
export function createGraphQLHandler({
  apollo,
  documents,
  subscriptions,
  source,
  audit,
  limits,
  routerCacheMs,
  ...options
}: GraphQLHandlerOptions): Serve {
  const maxAgeSeconds = Math.floor(routerCacheMs / 1000);
  const mayStore = maxAgeSeconds === 0 ? noStore : `private, max-age=${maxAgeSeconds}`;

  return async (request, reply, record) => {
    reply.header("cache-control", noStore);
    const text = queryOf(request);
    if (text !== undefined) documents.checkLimits(text);
    const subscription = subscriptions?.parse(request);
    if (subscription !== undefined) return subscription.handle(reply, record);
    if (subscriptions === undefined && text !== undefined && isSubscription(text, undefined)) {
      throw new RequestError(400, subscriptionsUnavailable);
    }
    const started = startHttpRequest(request, reply, options);
    const context = createContext({
      request: started,
      source,
      limits,
      onSummary(summary) {
        record.summary = summary;
      },
      audit,
    });
    record.context = context;
    const response = await apollo
      .executeHTTPGraphQLRequest({
        httpGraphQLRequest: toGraphQLRequest(request),
        context: () => Promise.resolve(context),
      })
      .finally(() => {
        started.finish();
      });
    reply.code(response.status ?? 200);
    if (response.body.kind !== "complete") {
      throw new TypeError("unexpected incremental response: the schema does not support @defer");
    }
    // Apollo Server does not call plugins for a body that is not a GraphQL request.
    record.summary ??= summarizeErrors(response.body.string);
    // Encoded here, so that its length is known without another pass over the text.
    const body = Buffer.from(replaceSurrogates(response.body.string));
    // Checked once more, because the response budget does not count errors and `__typename`.
    if (body.length > limits.responseBytes) {
      const { code, message } = context.responseBudget.failure();
      request.log.info({ code }, message);
      record.summary = { ...record.summary, codes: failedWith(code).codes };
      return reply.send({ data: null, ...errorBody(code, message) });
    }
    for (const [name, value] of response.headers) reply.header(name, value);
    const { kind, codes } = record.summary;
    reply.header("cache-control", kind === "query" && codes.size === 0 ? mayStore : noStore);
    return reply.send(body);
  };
}

/** The operation's text. A request with a hash may have none: its text was checked when the hash was registered. */
function queryOf(request: FastifyRequest): string | undefined {
  if (request.method === "GET") return new URLSearchParams(queryStringOf(request)).get("query") ?? undefined;
  const { body } = request;
  if (typeof body !== "object" || body === null || !("query" in body)) return undefined;
  return typeof body.query === "string" ? body.query : undefined;
}

function toGraphQLRequest(request: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const name of apolloHeaders) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  return { method: request.method, headers, search: operationOf(request), body: request.body };
}
