import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from "graphql-ws";
import { WebSocketServer } from "ws";
import type { Clock } from "../../../lib/clock.js";
import { rejectSocket } from "../../bad-request.js";
import { errorBody } from "../../error-body.js";
import type { FindRejection } from "../../request-guard.js";
import { type Connection, openConnection } from "./connection.js";
import { createProtocol, type ProtocolOptions } from "./protocol.js";

export interface WebSocketsOptions extends ProtocolOptions {
  readonly server: Pick<FastifyInstance, "server">;
  readonly findRejection: FindRejection;
  /** Websites whose scripts may connect. Browsers do not restrict WebSockets by CORS. */
  readonly origins: readonly string[];
  readonly maxConnections: number;
  readonly maxMessageBytes: number;
  readonly log: FastifyBaseLogger;
  readonly clock: Clock;
}

/** The WebSockets of the server. */
export interface WebSockets {
  /** Rejects new connections, and closes the others when their operations are complete. */
  readonly drain: () => void;
}

/** Accepts WebSockets at `/graphql`. */
export function startWebSockets(options: WebSocketsOptions): WebSockets {
  const { server, findRejection, origins, maxConnections, maxMessageBytes, log, clock } = options;
  const protocol = createProtocol(options);
  const connections = new Set<Connection>();
  let isDraining = false;
  const upgrades = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression would keep a buffer per connection, and let small messages become large.
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  });

  function problemOf(
    request: IncomingMessage,
  ): readonly [status: number, code: string, message: string] | undefined {
    const rejection = findRejection(request);
    if (rejection !== undefined) return [rejection.status, rejection.code, rejection.message];
    if (request.headers.upgrade?.toLowerCase() !== "websocket") {
      return [400, "BAD_USER_INPUT", "Only WebSockets are supported. Send the request without Upgrade."];
    }
    if (request.url?.split("?", 1)[0] !== "/graphql") {
      return [404, "BAD_USER_INPUT", "WebSockets are accepted at /graphql only."];
    }
    if (!mayConnect(request, origins)) {
      return [403, "FORBIDDEN", "Scripts of this website may not connect. Add its origin to CORS_ORIGINS."];
    }
    const protocols = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
    if (!protocols.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)) {
      return [400, "BAD_USER_INPUT", `The subprotocol must be ${GRAPHQL_TRANSPORT_WS_PROTOCOL}.`];
    }
    if (!isDraining && connections.size < maxConnections) return undefined;
    const message = isDraining
      ? "This process is shutting down. Connect again."
      : `The subgraph has ${maxConnections} WebSocket connections, the maximum (MAX_SUBSCRIPTIONS).`;
    return [503, "OVERLOADED", message];
  }

  server.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const ignoreError = (): void => undefined;
    socket.on("error", ignoreError);
    const problem = problemOf(request);
    if (problem !== undefined) {
      const [status, code, message] = problem;
      log.info({ code }, message);
      rejectSocket(socket, status, errorBody(code, message));
      return;
    }
    upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off("error", ignoreError);
      const connection = openConnection(webSocket, {
        protocol,
        extra: { request },
        onClose: () => connections.delete(connection),
        onError(error) {
          log.error({ err: error }, "WebSocket failed");
        },
        clock,
      });
      connections.add(connection);
    });
  });

  return {
    drain() {
      isDraining = true;
      for (const connection of connections) connection.drain();
    },
  };
}

/** Without an origin, the client is not a browser. A page of the subgraph's own host may connect. */
function mayConnect({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
