import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import { Server, type Socket } from "node:net";
import type { FastifyInstance } from "fastify";

import type { Clock } from "../lib/clock.js";

/** The open connections of a server and the responses in progress. */
export interface Connections {
  /**
   * Sends `connection: close` with every response from now on, so that clients reconnect to another process.
   */
  closeKeepAlive(): void;
  /** Stops accepting connections. Requests on open connections are still served. */
  stopAccepting(): void;
  /** Resolves when all responses were sent completely. */
  idle(): Promise<void>;
  destroyAll(): void;
}

/** How long unused connections stay open: a client may be about to send its first request. */
const unusedSocketGraceMs = 500;

/** Tracks the connections of a server. Must be called before the server listens. */
export function trackConnections(server: FastifyInstance, clock: Clock): Connections {
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  const events = new EventEmitter();
  let isDraining = false;

  function trackSocket(socket: Socket): void {
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
    });
  }

  function trackResponse(response: ServerResponse, socket: Socket): void {
    if (responses.has(response)) return;
    trackSocket(socket);
    responses.add(response);
    response.once("close", () => {
      responses.delete(response);
      if (responses.size === 0) events.emit("idle");
    });
    if (isDraining) setConnectionClose(response);
  }

  server.server.on("connection", trackSocket);
  // Prepended, because Fastify's own listener may respond immediately.
  server.server.prependListener("request", ({ socket }, response) => {
    trackResponse(response, socket);
  });
  // If HOST is localhost, Fastify creates a second server for the other IP version.
  server.addHook("onRequest", (request, reply, done) => {
    trackResponse(reply.raw, request.raw.socket);
    done();
  });

  return {
    closeKeepAlive() {
      isDraining = true;
      for (const response of responses) setConnectionClose(response);
    },
    stopAccepting() {
      // The close method of http.Server would close connections whose response was written but not sent yet.
      Server.prototype.close.call(server.server);
      // Node.js treats a connection without any request as active until the request timeout.
      clock
        .setTimeout(() => {
          for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
        }, unusedSocketGraceMs)
        .unref();
    },
    async idle() {
      while (responses.size > 0) await once(events, "idle");
    },
    destroyAll() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function setConnectionClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
