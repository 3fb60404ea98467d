import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import { Server, type Socket } from "node:net";
import type { FastifyInstance } from "fastify";

import type { Clock } from "../lib/clock.js";

/** The connections of a server and what is being answered on them. */
export interface Connections {
  /** From now on every answer says that its connection ends with it: whoever is busy on one moves to another instance. */
  closeKeepAlive(): void;
  /** No new ones come any more; what comes on those that are open is served. */
  stopAccepting(): void;
  /** All answers were sent to their end. */
  idle(): Promise<void>;
  destroyAll(): void;
}

/** How long a connection on which nothing ever came may stay: its client may have been about to send its first request. */
const unusedSocketGraceMs = 500;

/** Before the server listens. */
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
      if (responses.size === 0) events.emit("answered");
    });
    if (isDraining) setConnectionClose(response);
  }

  server.server.on("connection", trackSocket);
  // Before Fastify, which may answer at once, and whatever it does with the request.
  server.server.prependListener("request", ({ socket }, response) => {
    trackResponse(response, socket);
  });
  // Where HOST is localhost, Fastify has another server of its own for the second address.
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
      // That of HTTP would cut off answers that are on their way: to it they are done when their last byte is written, not when it is sent.
      Server.prototype.close.call(server.server);
      // One that never had a request counts as busy to Node, for as long as a request may take.
      clock
        .setTimeout(() => {
          for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
        }, unusedSocketGraceMs)
        .unref();
    },
    async idle() {
      while (responses.size > 0) await once(events, "answered");
    },
    destroyAll() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function setConnectionClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
