import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestClock } from "../../support/test-clock.js";
import { type Transport, startTransport } from "../../../src/zitadel/client/transport/transport.js";
import { TransportError } from "../../../src/zitadel/client/transport/transport-error.js";

// A server that accepts connections and never sends data. TLS handshakes with it do not complete.
let silentServer: Server;
let transport: Transport;
const sockets: Socket[] = [];
beforeEach(async () => {
  silentServer = createServer((socket) => {
    sockets.push(socket.on("error", () => undefined));
  }).listen(0, "127.0.0.1");
  await once(silentServer, "listening");
  transport = startTransport({ connections: 1, timeoutMs: 60_000, proxy: undefined }, createTestClock());
});
afterEach(async () => {
  await transport[Symbol.asyncDispose]();
  for (const socket of sockets.splice(0)) socket.destroy();
  silentServer.close();
});

function send(scheme: "http" | "https", signal: AbortSignal): Promise<unknown> {
  const address = silentServer.address();
  if (address === null || typeof address === "string")
    throw new TypeError("The server does not listen on a TCP port.");
  const url = new URL(`${scheme}://127.0.0.1:${address.port}/`);
  return transport
    .send({ url, method: "POST", headers: {}, body: "{}" }, signal)
    .catch((error: unknown) => error);
}

it("rejects a cancelled request immediately, and as not sent, if it still waits for a connection", async () => {
  const stop = new AbortController();
  const connecting = send("https", stop.signal);
  await once(silentServer, "connection");
  // The pool has a single connection, so this request waits for the first one.
  const waiting = send("https", stop.signal);
  stop.abort();
  for (const outcome of [await connecting, await waiting]) {
    expect(outcome).toBeInstanceOf(TransportError);
    expect(outcome).toMatchObject({ reason: "cancelled", mayHaveBeenSent: false, code: "UPSTREAM_TIMEOUT" });
  }
});

it("reports that a request cancelled after sending may have been sent", async () => {
  const stop = new AbortController();
  const sent = send("http", stop.signal);
  const [socket]: Socket[] = await once(silentServer, "connection");
  if (socket === undefined) throw new TypeError("The event has no socket.");
  await once(socket, "data");
  stop.abort();
  expect(await sent).toMatchObject({ reason: "cancelled", mayHaveBeenSent: true });
});

it("reports that a request was not sent if the connection broke before that", async () => {
  silentServer.once("connection", (socket: Socket) => {
    socket.destroy();
  });
  expect(await send("https", new AbortController().signal)).toMatchObject({
    reason: "connection_error",
    mayHaveBeenSent: false,
    code: "UPSTREAM_UNAVAILABLE",
  });
});

it("does not send a request whose signal is already aborted", async () => {
  expect(await send("http", AbortSignal.abort())).toMatchObject({ mayHaveBeenSent: false });
});

it("keeps the connection open when requests that wait for it are cancelled", async () => {
  let connections = 0;
  let releaseResponse = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    releaseResponse = resolve;
  });
  const server = createHttpServer((_, response) => {
    void released.then(() => response.end("{}"));
  });
  server.on("connection", () => connections++);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new TypeError("The server does not listen on a TCP port.");
  const message = {
    url: new URL(`http://127.0.0.1:${address.port}/`),
    method: "POST",
    headers: {},
    body: "{}",
  } as const;
  const { signal } = new AbortController();
  const first = transport.send(message, signal);
  const stop = new AbortController();
  const waiting = Array.from({ length: 5 }, () => transport.send(message, stop.signal));
  stop.abort();
  await Promise.allSettled(waiting);
  releaseResponse();
  await first;
  expect(await transport.send(message, signal)).toMatchObject({ status: 200 });
  expect(connections).toBe(1);
  server.close();
});

it("names http:// in its message if the server responds to a TLS handshake without TLS", async () => {
  silentServer.once("connection", (socket: Socket) => {
    socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  expect(await send("https", new AbortController().signal)).toMatchObject({
    reason: "connection_error",
    message: expect.stringContaining("The server does not use TLS; use http://."),
  });
});
