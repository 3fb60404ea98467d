import type { Clock } from "../clock.js";
import type { Event } from "../events/event.js";
import type { Executions, Target } from "./executions.js";
import { post } from "./post.js";
import { webhookBody, webhookHeaders } from "./webhook.js";

export type WebhookFault = "lost" | "twice";

export interface Webhooks extends Disposable {
  send: (events: readonly Event[]) => void;
  failNext: (fault: WebhookFault, times?: number) => void;
  calm: () => void;
}

/** That wait for slow receivers: what comes on top is lost, as webhooks may be. */
const mostWaiting = 10_000;

/** Tells targets of events, one after the other, each once. */
export function createWebhooks(clock: Clock, { targetsOf }: Executions): Webhooks {
  const waiting: { target: Target; event: Event }[] = [];
  let faults: { fault: WebhookFault; left: number }[] = [];
  const closing = new AbortController();
  let isSending = false;

  const takeFault = (): WebhookFault | undefined => {
    const [met] = faults;
    if (met !== undefined && --met.left === 0) faults.shift();
    return met?.fault;
  };
  const sendAll = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
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
          const times = fault === "lost" || waiting.length >= mostWaiting ? 0 : fault === "twice" ? 2 : 1;
          for (let n = 0; n < times; n++) waiting.push({ target, event });
        }
      }
      void sendAll();
    },
    failNext: (fault, times = 1) => {
      faults.push({ fault, left: times });
    },
    calm: () => {
      faults = [];
    },
    [Symbol.dispose]: () => {
      waiting.length = 0;
      closing.abort();
    },
  };
}
