import { setMaxListeners } from "node:events";
import type { ApolloServer } from "@apollo/server";
import type { Authenticate } from "../../auth/authenticate.js";
import { type ContextOptions, createContext, type RequestContext } from "../../graphql/context/context.js";
import type { Clock } from "../../lib/clock.js";
import { withSignal } from "../../lib/with-signal.js";
import type { InFlight } from "../../lifecycle/in-flight.js";
import type { OperationRecord } from "../../observability/instrument-operations.js";
import { createEvaluation } from "../../subscriptions/evaluation.js";
import { createEventStream, type Evaluated, type EventStream } from "../../subscriptions/event-stream.js";
import type { SubscriptionObserver, SubscriptionTransport } from "../../subscriptions/observer.js";
import type { Subscriber, SubscriptionRegistry } from "../../subscriptions/registry.js";
import { createSentEntries } from "../../subscriptions/sent-entries.js";
import { tokenCheckTimeout } from "../authorization.js";
import { type SubscriptionResult, toEvaluated } from "./evaluated.js";
import type { Operation } from "./operation.js";

export interface SubscribeOptions extends Pick<ContextOptions, "source" | "audit" | "limits"> {
  readonly apollo: ApolloServer<RequestContext>;
  readonly authenticate: Authenticate;
  readonly registry: SubscriptionRegistry;
  readonly observer: SubscriptionObserver;
  readonly requestTimeoutMs: number;
  readonly inFlight: InFlight;
  readonly clock: Clock;
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
  const { apollo, authenticate, registry, observer, requestTimeoutMs, inFlight, clock } = options;
  const { source, audit, limits } = options;

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
      const inFlightRequest = inFlight.start(requestTimeoutMs);
      const { readSignal, writeSignal } = inFlightRequest;
      const onEnd = (): void => {
        inFlightRequest.clientClosed();
      };
      const isClientDisconnected = (): boolean => signal.aborted;
      signal.addEventListener("abort", onEnd, { once: true });
      setMaxListeners(0, readSignal);
      const scope = { requestId, deadlineAt: clock.now() + requestTimeoutMs, upstreamCalls: 0 };
      const subscription = createEvaluation(watch, sentEntries, isCheck);
      const context = createContext({
        ...{ scope, source, limits, audit, readSignal, writeSignal, isClientDisconnected, subscription },
        authenticate: async (bypassCache) =>
          withSignal(readSignal, authenticate(authorization(), bypassCache), tokenCheckTimeout),
        onSummary(summary) {
          record.summary ??= summary;
        },
      });
      record.context ??= context;
      const response = await apollo.executeOperation(operation, { contextValue: context }).finally(() => {
        signal.removeEventListener("abort", onEnd);
        inFlightRequest.finish();
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
