import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { EventStream, StreamItem } from "../../subscriptions/event-stream.js";
import type { SubscriptionResult } from "./evaluated.js";

/** Keeps proxies from closing a connection without data. */
const pingIntervalMs = 12_000;
const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  // nginx would buffer events.
  "x-accel-buffering": "no",
};

/**
 * Sends a subscription as Server-Sent Events, in the distinct connections mode of
 * https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. Not with the server of graphql-sse: it requests
 * events as fast as they come, so that a client that does not read makes its memory grow.
 */
export async function sendServerSentEvents(
  reply: FastifyReply,
  stream: EventStream<SubscriptionResult>,
): Promise<FastifyReply> {
  const { raw } = reply;
  raw.once("close", () => {
    stream.end("client_closed");
  });
  const first = await stream.next();
  stream.signal.addEventListener("abort", () => {
    if (stream.signal.reason === "client_too_slow") raw.destroy();
    // The client would subscribe again on the same connection.
    if (stream.signal.reason === "draining") raw.once("finish", () => raw.socket?.destroySoon());
  });
  return reply.headers(headers).send(Readable.from(encodeEvents(first, stream)));
}

/** The stream requests the next event when the socket has taken the one before. */
async function* encodeEvents(
  first: StreamItem<SubscriptionResult>,
  stream: EventStream<SubscriptionResult>,
): AsyncGenerator<string> {
  for (let item = first; item.kind !== "ended"; item = await stream.next(pingIntervalMs)) {
    yield item.kind === "idle" ? ":\n\n" : `event: next\ndata: ${item.result.json}\n\n`;
  }
  yield "event: complete\ndata:\n\n";
}
