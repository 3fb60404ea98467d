import { Gauge, type Registry } from "prom-client";
import {
  endReasons,
  type SubscriptionObserver,
  type SubscriptionTransport,
  subscriptionTransports,
} from "../../subscriptions/observer.js";
import { createCounter } from "./instruments.js";
import { subscriptionMetricDefinitions as metricDefinitions } from "./subscription-definitions.js";

export function createSubscriptionMetrics(registry: Registry): SubscriptionObserver {
  const { name, help, labels } = metricDefinitions.active;
  const active = new Gauge({ name, help, labelNames: Object.keys(labels), registers: [registry] });
  const events = createCounter(registry, metricDefinitions.events);
  const ended = createCounter(registry, metricDefinitions.ended);
  // Counters start at 0, so that alerts can detect the first increment.
  for (const transport of subscriptionTransports) {
    active.set({ transport }, 0);
    events({ transport }, 0);
    for (const reason of endReasons) ended({ transport, reason }, 0);
  }
  return {
    onStart(transport: SubscriptionTransport) {
      active.inc({ transport });
    },
    onEvent(transport) {
      events({ transport });
    },
    onEnd({ transport, reason }) {
      active.dec({ transport });
      ended({ transport, reason });
    },
  };
}
