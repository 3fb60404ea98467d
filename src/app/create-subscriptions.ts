import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Config } from "../config/config.js";
import type { DocumentCache } from "../graphql/execution/document-cache.js";
import type { FindRejection } from "../http/request-guard.js";
import { createResolveCallback } from "../http/subscriptions/callback/addresses.js";
import { createSubscribe, type SubscribeOptions } from "../http/subscriptions/subscribe.js";
import {
  createSubscriptionHandler,
  type SubscriptionHandler,
} from "../http/subscriptions/subscription-handler.js";
import { startWebSockets } from "../http/subscriptions/websocket/start-websockets.js";
import type { InstrumentedHandler } from "../observability/instrument-operations.js";

export interface SubscriptionsOptions extends SubscribeOptions {
  readonly documents: DocumentCache;
  readonly log: FastifyBaseLogger;
}

/** The transports of subscriptions. */
export interface Subscriptions {
  readonly handler: SubscriptionHandler;
  /** Accepts WebSockets. */
  startWebSockets(
    server: FastifyInstance,
    findRejection: FindRejection,
    operations: InstrumentedHandler,
  ): void;
  /** Completes all subscriptions. */
  readonly end: () => void;
}

/** Returns undefined if the schema has no subscriptions. */
export function createSubscriptions(
  config: Pick<Config, "hasSubscriptions" | "subscriptions" | "corsOrigins" | "limits">,
  options: SubscriptionsOptions,
): Subscriptions | undefined {
  if (!config.hasSubscriptions) return undefined;
  const { documents, registry, log, clock } = options;
  const subscribe = createSubscribe(options);
  const drains = [registry.drain];
  return {
    handler: createSubscriptionHandler({
      ...{ documents, subscribe },
      callbacks: { resolve: createResolveCallback(config.subscriptions.callbackHosts), clock },
    }),
    startWebSockets(server, findRejection, operations) {
      const webSockets = startWebSockets({
        ...{ server, findRejection, documents, subscribe, operations, log, clock },
        origins: config.corsOrigins,
        maxConnections: config.subscriptions.max,
        maxMessageBytes: config.limits.bodyBytes,
      });
      drains.push(webSockets.drain);
    },
    end() {
      for (const drain of drains) drain();
    },
  };
}
