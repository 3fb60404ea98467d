import type { OnUsersChanged } from "../changes/users-changed.js";
import { Failure } from "../lib/failure.js";

/** A subscription in progress. */
export interface Subscriber {
  readonly callerId: string;
  /** Whose metadata it watches. */
  readonly userId: string;
  /** The metadata of the user may have changed. */
  onChange(): void;
  /** The process shuts down. */
  onDrain(): void;
}

export interface SubscriptionRegistry {
  /**
   * Tells the subscriber of changes until it is removed. Throws TOO_MANY_SUBSCRIPTIONS at the limit of the caller,
   * and OVERLOADED at the limit of the process and while it shuts down.
   */
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  readonly onUsersChanged: OnUsersChanged;
  /** Ends all subscriptions. Later ones are rejected. */
  readonly drain: () => void;
}

/** The maximum numbers of subscriptions. */
export interface SubscriptionLimits {
  /** Of this process. */
  readonly max: number;
  /** Of each caller, in this process. */
  readonly maxPerCaller: number;
}

/** The subscriptions of this process, by user. A change concerns only the subscribers of its user. */
export function createSubscriptionRegistry({ max, maxPerCaller }: SubscriptionLimits): SubscriptionRegistry {
  const all = new Set<Subscriber>();
  const byUser = new Map<string, Set<Subscriber>>();
  const countByCaller = new Map<string, number>();
  let isDraining = false;

  function requireCapacity(callerId: string): void {
    if (isDraining) {
      throw new Failure("OVERLOADED", "This process is shutting down. Subscribe again on a new connection.");
    }
    if (all.size >= max) {
      throw new Failure(
        "OVERLOADED",
        `The subgraph has ${max} subscriptions in progress, the maximum (MAX_SUBSCRIPTIONS). Try again later.`,
      );
    }
    if ((countByCaller.get(callerId) ?? 0) < maxPerCaller) return;
    throw new Failure(
      "TOO_MANY_SUBSCRIPTIONS",
      `You have ${maxPerCaller} subscriptions in progress, the maximum (MAX_SUBSCRIPTIONS_PER_CALLER). End one of them first.`,
    );
  }

  return {
    add(subscriber) {
      const { callerId, userId } = subscriber;
      requireCapacity(callerId);
      all.add(subscriber);
      countByCaller.set(callerId, (countByCaller.get(callerId) ?? 0) + 1);
      const subscribers = byUser.get(userId);
      if (subscribers === undefined) byUser.set(userId, new Set([subscriber]));
      else subscribers.add(subscriber);
    },
    remove(subscriber) {
      const { callerId, userId } = subscriber;
      if (!all.delete(subscriber)) return;
      const count = (countByCaller.get(callerId) ?? 0) - 1;
      if (count > 0) countByCaller.set(callerId, count);
      else countByCaller.delete(callerId);
      const subscribers = byUser.get(userId);
      subscribers?.delete(subscriber);
      if (subscribers?.size === 0) byUser.delete(userId);
    },
    onUsersChanged(changed) {
      const subscribers = changed === "all" ? [...all] : changed.flatMap((id) => [...(byUser.get(id) ?? [])]);
      for (const subscriber of subscribers) subscriber.onChange();
    },
    drain() {
      isDraining = true;
      for (const subscriber of [...all]) subscriber.onDrain();
    },
  };
}
