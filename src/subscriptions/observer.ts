/** How events reach the client. */
export const subscriptionTransports = ["sse", "websocket", "callback"] as const;

export type SubscriptionTransport = (typeof subscriptionTransports)[number];

/**
 * Why a subscription ended:
 *
 * - `client_closed`: the client disconnected or completed it.
 * - `client_too_slow`: the client has not received an event for a minute.
 * - `completed`: the user does not exist, or not any more.
 * - `unauthenticated`: without an access token, or with one that is invalid, expired or revoked.
 * - `error`: any other error.
 * - `draining`: the process shuts down.
 */
export const endReasons = [
  "client_closed",
  "client_too_slow",
  "completed",
  "unauthenticated",
  "error",
  "draining",
] as const;

export type EndReason = (typeof endReasons)[number];

/** What is logged about a subscription that has ended. */
export interface EndedSubscription {
  readonly requestId: string;
  readonly transport: SubscriptionTransport;
  readonly reason: EndReason;
  /** Undefined if the caller was not authenticated. */
  readonly callerId: string | undefined;
  /** Undefined if the operation failed before its arguments were read. */
  readonly userId: string | undefined;
  readonly events: number;
  readonly durationMs: number;
}

/** Observes subscriptions, for logs and metrics. Must not throw. */
export interface SubscriptionObserver {
  onStart(transport: SubscriptionTransport): void;
  onEvent(transport: SubscriptionTransport): void;
  onEnd(subscription: EndedSubscription): void;
}
