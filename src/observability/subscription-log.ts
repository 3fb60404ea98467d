import type { FastifyBaseLogger } from "fastify";
import type { SubscriptionObserver } from "../subscriptions/observer.js";

/** Logs the end of each subscription. Its start is in the log as an operation. */
export function createSubscriptionLog(
  log: FastifyBaseLogger,
  metrics: SubscriptionObserver,
): SubscriptionObserver {
  return {
    ...metrics,
    onEnd(subscription) {
      metrics.onEnd(subscription);
      const { requestId, transport, reason, callerId, userId, events, durationMs } = subscription;
      log.info(
        {
          ...{ requestId, transport, reason },
          caller: callerId ?? null,
          userId: userId ?? null,
          events,
          durationMs: Math.round(durationMs),
        },
        "subscription ended",
      );
    },
  };
}
