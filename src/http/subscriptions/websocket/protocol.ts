import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyBaseLogger } from "fastify";
import { type ExecutionArgs, GraphQLError, GraphQLSchema, parse } from "graphql";
import { type Context, makeServer, type Server } from "graphql-ws";
import type { DocumentCache } from "../../../graphql/execution/document-cache.js";
import { isSubscription } from "../../../graphql/execution/is-subscription.js";
import { Failure } from "../../../lib/failure.js";
import type { InstrumentedHandler } from "../../../observability/instrument-operations.js";
import type { EventStream, StreamItem } from "../../../subscriptions/event-stream.js";
import { authorizationOf } from "../../authorization.js";
import { RequestError } from "../../request-error.js";
import type { SubscriptionResult } from "../evaluated.js";
import { type Operation, toOperation } from "../operation.js";
import type { Subscribe } from "../subscribe.js";
import { NotExecuted, toResults } from "./results.js";

/** The request that opened a connection. */
export interface ConnectionExtra {
  readonly request: IncomingMessage;
}

type ConnectionContext = Context<Record<string, unknown> | undefined, ConnectionExtra>;

export interface ProtocolOptions {
  readonly documents: Pick<DocumentCache, "checkLimits">;
  readonly subscribe: Subscribe;
  readonly operations: Pick<InstrumentedHandler, "run">;
  readonly log: FastifyBaseLogger;
}

interface Started {
  readonly stream: EventStream<SubscriptionResult>;
  readonly first: StreamItem<SubscriptionResult>;
}

/** graphql-ws needs them to call `subscribe`. The operation itself is executed elsewhere. */
const placeholder = { schema: new GraphQLSchema({}), document: parse("subscription { _ }") };

/** The protocol graphql-transport-ws, for subscriptions only. */
export function createProtocol({
  documents,
  subscribe,
  operations,
  log,
}: ProtocolOptions): Server<ConnectionExtra> {
  const startedByArgs = new WeakMap<ExecutionArgs, Started>();
  const bodies = new WeakMap<object, SubscriptionResult["body"]>();

  function toSubscription(payload: Readonly<Record<string, unknown>>): Operation {
    const operation = toOperation(payload);
    const { query = "", operationName } = operation;
    documents.checkLimits(query);
    if (isSubscription(query, operationName)) return operation;
    throw new Failure(
      "BAD_USER_INPUT",
      "The operation is not a subscription. Send queries and mutations with POST /graphql.",
    );
  }

  function start(context: ConnectionContext, payload: Readonly<Record<string, unknown>>): Promise<Started> {
    const { request } = context.extra;
    const requestId = randomUUID();
    const origin = {
      requestId,
      log: log.child({ requestId }),
      traceparent: request.headers["traceparent"],
    };
    return operations.run(origin, async (record) => {
      const stream = subscribe({
        requestId,
        transport: "websocket",
        authorization: () => authorizationOfConnection(context) ?? authorizationOf(request),
        operation: parseSubscription(payload),
        record,
      });
      return { stream, first: await stream.next() };
    });
  }

  function parseSubscription(payload: Readonly<Record<string, unknown>>): Operation {
    try {
      return toSubscription(payload);
    } catch (error) {
      throw error instanceof RequestError ? new Failure("BAD_USER_INPUT", error.message) : error;
    }
  }

  return makeServer<Record<string, unknown> | undefined, ConnectionExtra>({
    // The connection closes itself without an operation.
    connectionInitWaitTimeout: 0,
    async onSubscribe(context, _id, payload) {
      try {
        const args: ExecutionArgs = { ...placeholder };
        startedByArgs.set(args, await start(context, { ...payload }));
        return args;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return [new GraphQLError(error.message, { extensions: { code: error.code } })];
      }
    },
    subscribe(args) {
      const started = startedByArgs.get(args);
      if (started === undefined) throw new TypeError("the operation was not started");
      return toResults(started.stream, started.first, bodies);
    },
    onNext: (_context, _id, _payload, _args, result) => bodies.get(result),
    onError(_context, _id, _payload, errors) {
      const thrown = errors[0]?.originalError;
      return thrown instanceof NotExecuted ? thrown.errors : undefined;
    },
  });
}

/** The token in the payload of `connection_init`: browsers cannot send headers with a WebSocket. */
function authorizationOfConnection({ connectionParams = {} }: ConnectionContext): string | undefined {
  const values = Object.entries(connectionParams).flatMap(([name, value]) =>
    name.toLowerCase() === "authorization" && typeof value === "string" ? [value] : [],
  );
  if (values.length <= 1) return values[0];
  throw new Failure("UNAUTHENTICATED", "connection_init has several Authorization parameters; send one.");
}
