import type { ApolloServer } from "@apollo/server";
import { type ContextOptions, createContext, type RequestContext } from "../../graphql/context/context.js";
import type { OperationRecord } from "../../observability/instrument-operations.js";
import { createEvaluation } from "../../subscriptions/evaluation.js";
import { createEventStream, type Evaluated, type EventStream } from "../../subscriptions/event-stream.js";
import type { SubscriptionObserver, SubscriptionTransport } from "../../subscriptions/observer.js";
import type { Subscriber, SubscriptionRegistry } from "../../subscriptions/registry.js";
import { createSentEntries } from "../../subscriptions/sent-entries.js";
import { type RequestOptions, StartedRequest } from "../start-request.js";
import { type SubscriptionResult, toEvaluated } from "./evaluated.js";
import type { Operation } from "./operation.js";

export interface SubscribeOptions
  extends RequestOptions,
    Pick<ContextOptions, "source" | "audit" | "limits"> {
  readonly apollo: ApolloServer<RequestContext>;
  readonly registry: SubscriptionRegistry;
  readonly observer: SubscriptionObserver;
}

export interface SubscriptionRequest {
  readonly requestId: string;
  readonly transport: SubscriptionTransport;
  /** Returns the Authorization header. Throws UNAUTHENTICATED for several ones. */
  readonly authorization: () => string | undefined;
  readonly operation: Operation;
  /** Where the first execution is recorded. */
  readonly record: OperationRecord;
}

/** Starts a subscription. Errors are results of the stream. */
export type Subscribe = (request: SubscriptionRequest) => EventStream<SubscriptionResult>;

/**
 * Executes the operation for each event like a query: each event has a context, deadline, token check and limits of
 * its own.
 */
export function createSubscribe(options: SubscribeOptions): Subscribe {
  const { apollo, registry, observer, clock, source, audit, limits } = options;

  return ({ requestId, transport, authorization, operation, record }) => {
    const startedAt = clock.now();
    const sentEntries = createSentEntries();
    let subscriber: Subscriber | undefined;
    let events = 0;

    function watch(callerId: string, userId: string): void {
      if (subscriber !== undefined || stream.signal.aborted) return;
      const added: Subscriber = {
        callerId,
        userId,
        onChange: () => {
          stream.notifyChange();
        },
        onDrain: () => {
          stream.end("draining");
        },
      };
      registry.add(added);
      subscriber = added;
    }

    async function evaluate(isCheck: boolean, signal: AbortSignal): Promise<Evaluated<SubscriptionResult>> {
      const request = new StartedRequest(requestId, authorization, options);
      const clientClosed = (): void => {
        request.clientClosed();
      };
      signal.addEventListener("abort", clientClosed, { once: true });
      const subscription = createEvaluation(watch, sentEntries, isCheck);
      const context = createContext({
        request,
        source,
        limits,
        audit,
        subscription,
        onSummary(summary) {
          record.summary ??= summary;
        },
      });
      record.context ??= context;
      const response = await apollo.executeOperation(operation, { contextValue: context }).finally(() => {
        signal.removeEventListener("abort", clientClosed);
        request.finish();
      });
      const evaluated = toEvaluated(response.body, subscription.outcome, context, limits.responseBytes);
      if (evaluated.kind === "event") {
        events++;
        observer.onEvent(transport);
      }
      return evaluated;
    }

    const stream = createEventStream<SubscriptionResult>({
      evaluate,
      onEnd(reason) {
        if (subscriber !== undefined) registry.remove(subscriber);
        observer.onEnd({
          ...{ requestId, transport, reason, events },
          callerId: subscriber?.callerId,
          userId: subscriber?.userId,
          durationMs: clock.now() - startedAt,
        });
      },
      clock,
    });
    observer.onStart(transport);
    return stream;
  };
}
