import { endReasons, subscriptionTransports } from "../../subscriptions/observer.js";
import type { Metric } from "./definitions.js";

/** Metrics that are exported only if there are subscriptions. */
export const subscriptionMetricDefinitions = {
  active: {
    name: "user_metadata_subscriptions",
    type: "gauge",
    help: "Subscriptions in progress.",
    labels: { transport: subscriptionTransports },
  },
  events: {
    name: "user_metadata_subscription_events_total",
    type: "counter",
    help: "Events of subscriptions, including the first one of each.",
    labels: { transport: subscriptionTransports },
  },
  ended: {
    name: "user_metadata_subscriptions_ended_total",
    type: "counter",
    help: "Subscriptions that have ended, by reason.",
    labels: { transport: subscriptionTransports, reason: endReasons },
  },
} as const satisfies Readonly<Record<string, Metric>>;
