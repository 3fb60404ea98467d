import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** The connections of a server and what is being answered on them. */
export interface Connections {
  /** From now on every answer says that its connection ends with it: whoever is busy on one moves to another instance. */
  sayGoodbye(): void;
  /** No new ones come any more: those that are open end, each after its answer. */
  endAfterAnswers(): void;
  destroyAll(): void;
}

/** How long a connection on which nothing ever came may stay: its client may have been about to send its first request. */
const quietMs = 500;

/** Before the server listens. */
export function watchConnections(server: FastifyInstance): Connections {
  const sockets = new Set<Socket>();
  const answers = new Map<ServerResponse, Socket>();
  let isGoodbye = false;
  let isEnding = false;

  function watch(socket: Socket): void {
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
    });
  }

  function begin(answer: ServerResponse, socket: Socket): void {
    if (answers.has(answer)) return;
    watch(socket);
    answers.set(answer, socket);
    answer.once("close", () => {
      answers.delete(answer);
      // One that had begun before the goodbye did not say it.
      if (isEnding && !isBusy(socket)) socket.destroySoon();
    });
    if (isGoodbye) sayItIn(answer);
  }

  const isBusy = (socket: Socket): boolean => [...answers.values()].includes(socket);

  server.server.on("connection", watch);
  // Before Fastify, which may answer at once, and whatever it does with the request.
  server.server.prependListener("request", ({ socket }, answer) => {
    begin(answer, socket);
  });
  // Where HOST is localhost, Fastify has another server of its own for the second address.
  server.addHook("onRequest", (request, reply, done) => {
    begin(reply.raw, request.raw.socket);
    done();
  });

  return {
    sayGoodbye() {
      isGoodbye = true;
      for (const answer of answers.keys()) sayItIn(answer);
    },
    endAfterAnswers() {
      isEnding = true;
      // Node ends those that are between two requests. One that never had any counts as busy to it, for as long as a request may take.
      setTimeout(() => {
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      }, quietMs).unref();
    },
    destroyAll() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function sayItIn(answer: ServerResponse): void {
  if (!answer.headersSent) answer.setHeader("connection", "close");
}
