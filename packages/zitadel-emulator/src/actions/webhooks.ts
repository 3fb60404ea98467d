import type { Clock } from "../clock.js";
import type { Event } from "../events/event.js";
import type { Executions, Target } from "./executions.js";
import { post } from "./post.js";
import { webhookBody, webhookHeaders } from "./webhook.js";

/** `dropped`: the webhook is not sent. `duplicated`: it is sent twice. */
export type WebhookFault = "dropped" | "duplicated";

export interface Webhooks extends Disposable {
  send: (events: readonly Event[]) => void;
  failNext: (fault: WebhookFault, times?: number) => void;
  reset: () => void;
}

/** Maximum number of webhooks that wait for slow receivers. Further webhooks are dropped. */
const maxQueued = 10_000;

/** Sends webhooks in order, one at a time, without retries. */
export function createWebhooks(clock: Clock, { targetsOf }: Executions): Webhooks {
  const queue: { target: Target; event: Event }[] = [];
  let faults: { fault: WebhookFault; remaining: number }[] = [];
  const closing = new AbortController();
  let isSending = false;

  const takeFault = (): WebhookFault | undefined => {
    const [current] = faults;
    if (current !== undefined && --current.remaining === 0) faults.shift();
    return current?.fault;
  };
  const sendAll = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { endpoint, signingKey, timeoutMs } = next.target;
      const body = webhookBody(next.event);
      const signal = AbortSignal.any([closing.signal, clock.timeout(timeoutMs)]);
      await post(endpoint, webhookHeaders(body, signingKey, clock.seconds()), body, signal);
    }
    isSending = false;
  };
  return {
    send: (events) => {
      for (const event of events) {
        for (const target of targetsOf(event.type)) {
          const fault = takeFault();
          const times = fault === "dropped" || queue.length >= maxQueued ? 0 : fault === "duplicated" ? 2 : 1;
          for (let n = 0; n < times; n++) queue.push({ target, event });
        }
      }
      void sendAll();
    },
    failNext: (fault, times = 1) => {
      faults.push({ fault, remaining: times });
    },
    reset: () => {
      faults = [];
    },
    [Symbol.dispose]: () => {
      queue.length = 0;
      closing.abort();
    },
  };
}
