import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestClock } from "../support/test-clock.js";
import { type Transport, startTransport } from "../../src/zitadel/client/transport.js";
import { TransportError } from "../../src/zitadel/client/transport-error.js";

// A server that takes connections and never says anything: a TLS handshake with it does not end.
let silent: Server;
let exchanges: Transport;
const sockets: Socket[] = [];
beforeEach(async () => {
  silent = createServer((socket) => {
    sockets.push(socket.on("error", () => undefined));
  }).listen(0, "127.0.0.1");
  await once(silent, "listening");
  exchanges = startTransport(1, 60_000, createTestClock());
});
afterEach(async () => {
  await exchanges[Symbol.asyncDispose]();
  for (const socket of sockets.splice(0)) socket.destroy();
  silent.close();
});

function send(scheme: "http" | "https", signal: AbortSignal): Promise<unknown> {
  const address = silent.address();
  if (address === null || typeof address === "string") throw new TypeError("it listens on a port");
  const url = new URL(`${scheme}://127.0.0.1:${address.port}/`);
  return exchanges
    .send({ url, method: "POST", headers: {}, body: "{}" }, signal)
    .catch((error: unknown) => error);
}

it("a message that still waits for its connection is given up at once, and is known not to have been sent", async () => {
  const stop = new AbortController();
  const connecting = send("https", stop.signal);
  await once(silent, "connection");
  // There is one connection only: this one waits for the other's end.
  const waiting = send("https", stop.signal);
  stop.abort();
  for (const outcome of [await connecting, await waiting]) {
    expect(outcome).toBeInstanceOf(TransportError);
    expect(outcome).toMatchObject({ reason: "cancelled", mayHaveBeenSent: false, code: "UPSTREAM_TIMEOUT" });
  }
});

it("a message that was sent may have arrived, whoever gave it up", async () => {
  const stop = new AbortController();
  const sent = send("http", stop.signal);
  const [socket]: Socket[] = await once(silent, "connection");
  if (socket === undefined) throw new TypeError("there is a connection");
  await once(socket, "data");
  stop.abort();
  expect(await sent).toMatchObject({ reason: "cancelled", mayHaveBeenSent: true });
});

it("a connection that is refused, or broken before anything was sent, is known not to have carried it", async () => {
  silent.once("connection", (socket: Socket) => {
    socket.destroy();
  });
  expect(await send("https", new AbortController().signal)).toMatchObject({
    reason: "connection_error",
    mayHaveBeenSent: false,
    code: "UPSTREAM_UNAVAILABLE",
  });
});

it("a message whose time was over before it began is not sent", async () => {
  expect(await send("http", AbortSignal.abort())).toMatchObject({ mayHaveBeenSent: false });
});

it("messages that were given up while they waited do not cost the connection that they waited for", async () => {
  let connections = 0;
  let mayAnswer = (): void => undefined;
  const answering = new Promise<void>((resolve) => {
    mayAnswer = resolve;
  });
  const server = createHttpServer((_, answer) => {
    void answering.then(() => answer.end("{}"));
  });
  server.on("connection", () => connections++);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("it listens on a port");
  const message = {
    url: new URL(`http://127.0.0.1:${address.port}/`),
    method: "POST",
    headers: {},
    body: "{}",
  } as const;
  const first = exchanges.send(message, undefined);
  const stop = new AbortController();
  const waiting = Array.from({ length: 5 }, () => exchanges.send(message, stop.signal));
  stop.abort();
  await Promise.allSettled(waiting);
  mayAnswer();
  await first;
  expect(await exchanges.send(message, undefined)).toMatchObject({ status: 200 });
  expect(connections).toBe(1);
  server.close();
});
