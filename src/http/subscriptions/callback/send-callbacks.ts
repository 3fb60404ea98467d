import type { FastifyReply } from "fastify";
import type { Clock } from "../../../lib/clock.js";
import type { EventStream, StreamItem } from "../../../subscriptions/event-stream.js";
import { RequestError } from "../../request-error.js";
import type { SubscriptionResult } from "../evaluated.js";
import type { ResolveCallback } from "./addresses.js";
import { type CallbackClient, createCallbackClient, protocolHeader } from "./callback-client.js";
import type { CallbackExtension } from "./extension.js";

export interface SendCallbacksOptions {
  readonly resolve: ResolveCallback;
  readonly clock: Clock;
}

/**
 * Sends a subscription with Apollo's HTTP callback protocol 1.0. The response is sent when the router has
 * confirmed the callback; the events follow as requests to the router.
 */
export async function sendCallbacks(
  reply: FastifyReply,
  callback: CallbackExtension,
  subscribe: () => EventStream<SubscriptionResult>,
  { resolve, clock }: SendCallbacksOptions,
): Promise<FastifyReply> {
  const client = createCallbackClient(callback, await resolve(callback.url), clock);
  if (!(await client.send({ action: "check" }))) {
    await client[Symbol.asyncDispose]();
    throw new RequestError(400, "The router did not confirm callbackUrl: the check was not accepted.");
  }
  const stream = subscribe();
  const first = await stream.next();
  sendEvents(client, stream, first, callback.heartbeatMs, clock)
    .catch((error: unknown) => {
      reply.log.error({ err: error }, "subscription callback failed");
    })
    .finally(() => {
      stream.end("client_closed");
      void client[Symbol.asyncDispose]();
    });
  return reply.headers(protocolHeader).send({ data: null });
}

async function sendEvents(
  client: CallbackClient,
  stream: EventStream<SubscriptionResult>,
  first: StreamItem<SubscriptionResult>,
  heartbeatMs: number,
  clock: Clock,
): Promise<void> {
  const intervalMs = heartbeatMs === 0 ? Number.POSITIVE_INFINITY : heartbeatMs;
  let heartbeatAt = clock.now() + intervalMs;
  for (let item = first; item.kind !== "ended"; ) {
    if (item.kind === "idle") heartbeatAt = clock.now() + intervalMs;
    const isAccepted = await client.send(
      item.kind === "idle" ? { action: "check" } : { action: "next", payload: item.result.body },
    );
    // The router has ended the subscription, or is not available any more.
    if (!isAccepted) return;
    item = await stream.next(Math.max(0, heartbeatAt - clock.now()));
  }
  await client.send({ action: "complete" });
}
