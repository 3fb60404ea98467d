import type { FastifyReply, FastifyRequest } from "fastify";
import type { DocumentCache } from "../../graphql/execution/document-cache.js";
import { isSubscription } from "../../graphql/execution/is-subscription.js";
import type { OperationRecord } from "../../observability/instrument-operations.js";
import { authorizationOf } from "../authorization.js";
import { csrfHeaders } from "../csrf-headers.js";
import { RequestError } from "../request-error.js";
import type { EventStream } from "../../subscriptions/event-stream.js";
import type { SubscriptionTransport } from "../../subscriptions/observer.js";
import { parseCallback } from "./callback/extension.js";
import { sendCallbacks, type SendCallbacksOptions } from "./callback/send-callbacks.js";
import type { SubscriptionResult } from "./evaluated.js";
import { parametersOf, toObject, toOperation } from "./operation.js";
import { sendServerSentEvents } from "./server-sent-events.js";
import type { Subscribe } from "./subscribe.js";

/** Handles HTTP requests whose operation is a subscription. */
export interface SubscriptionHandler {
  /** Returns undefined for other operations. Throws RequestError. */
  parse(request: FastifyRequest): PreparedSubscription | undefined;
}

export interface PreparedSubscription {
  handle(reply: FastifyReply, record: OperationRecord): Promise<FastifyReply>;
}

export interface SubscriptionHandlerOptions {
  readonly documents: Pick<DocumentCache, "persistedText">;
  readonly subscribe: Subscribe;
  readonly callbacks: SendCallbacksOptions;
}

export function createSubscriptionHandler({
  documents,
  subscribe,
  callbacks,
}: SubscriptionHandlerOptions): SubscriptionHandler {
  /** The text of the operation, which may be registered under a hash. */
  function textOf({ query, extensions }: Readonly<Record<string, unknown>>): string | undefined {
    if (typeof query === "string" && query !== "") return query;
    const { sha256Hash } = toObject(toObject(extensions)["persistedQuery"]);
    return typeof sha256Hash === "string" ? documents.persistedText(sha256Hash) : undefined;
  }

  function requirePreflight({ method, headers }: FastifyRequest): void {
    if (method !== "GET" || csrfHeaders.some((name) => (headers[name] ?? "") !== "")) return;
    throw new RequestError(
      400,
      `Subscriptions with GET need one of the headers ${csrfHeaders.join(" or ")}, so that other websites cannot send them.`,
    );
  }

  return {
    parse(request) {
      const parameters = parametersOf(request);
      const text = textOf(parameters);
      if (text === undefined || !isSubscription(text, parameters["operationName"])) return undefined;
      return {
        handle(reply, record) {
          const operation = toOperation(parameters);
          const start = (transport: SubscriptionTransport): EventStream<SubscriptionResult> =>
            subscribe({
              ...{ requestId: request.id, transport, operation, record },
              authorization: () => authorizationOf(request.raw),
            });
          const callback = parseCallback(operation.extensions);
          if (callback !== undefined) {
            return sendCallbacks(reply, callback, () => start("callback"), callbacks);
          }
          if (!acceptsEvents(request)) {
            throw new RequestError(
              406,
              "Subscriptions need the header `accept: text/event-stream`, or a WebSocket with the subprotocol graphql-transport-ws.",
            );
          }
          requirePreflight(request);
          return sendServerSentEvents(reply, start("sse"));
        },
      };
    },
  };
}

function acceptsEvents({ headers }: FastifyRequest): boolean {
  const types = (headers.accept ?? "").split(",").map((part) => part.split(";")[0]?.trim().toLowerCase());
  return types.includes("text/event-stream");
}
