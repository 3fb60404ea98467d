import type { Server } from "graphql-ws";
import type { RawData, WebSocket } from "ws";
import type { Clock } from "../../../lib/clock.js";
import { replaceSurrogates } from "../../replace-surrogates.js";
import type { ConnectionExtra } from "./protocol.js";

/** An open WebSocket. */
export interface Connection {
  /** Closes it when its operations, which have to be ended before, have sent their last message. */
  drain(): void;
}

export interface ConnectionOptions {
  readonly protocol: Server<ConnectionExtra>;
  readonly extra: ConnectionExtra;
  readonly onClose: () => void;
  readonly onError: (error: unknown) => void;
  readonly clock: Clock;
}

const pingIntervalMs = 12_000;
/** A connection without an operation is closed after this number of pings: one minute. */
const maxIdlePings = 5;
/** While more bytes than this wait for a client that does not read, its messages are not read either. */
const maxBufferedBytes = 64 * 1024;
const closeCodes = { normal: 1000, goingAway: 1001, internalError: 4500 } as const;

/** Connects a WebSocket with the protocol. Clients that do not respond to a ping are disconnected. */
export function openConnection(
  socket: WebSocket,
  { protocol, extra, onClose, onError, clock }: ConnectionOptions,
): Connection {
  const operations = new Set<Promise<void>>();
  let isAlive = true;
  let idlePings = 0;

  const pings = clock.setInterval(() => {
    idlePings = operations.size === 0 ? idlePings + 1 : 0;
    if (!isAlive) socket.terminate();
    else if (idlePings > maxIdlePings) socket.close(closeCodes.normal, "No operation for a minute");
    else socket.ping();
    isAlive = false;
  }, pingIntervalMs);
  pings.unref();

  function limitBuffer(): void {
    if (socket.bufferedAmount > maxBufferedBytes) socket.pause();
  }

  /** Resolves when the operating system has taken the message: the next event is created after it. */
  function send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (socket.readyState !== socket.OPEN) {
        resolve();
        return;
      }
      // Messages contain what the client sent: its ids, and invalid variables in errors. An error closes the socket,
      // which ends its operations.
      socket.send(replaceSurrogates(text), () => {
        if (socket.isPaused && socket.bufferedAmount <= maxBufferedBytes) socket.resume();
        resolve();
      });
    });
  }

  async function handle(data: RawData, onMessage: (text: string) => Promise<void>): Promise<void> {
    try {
      await onMessage(toText(data));
    } catch (error) {
      onError(error);
      socket.close(closeCodes.internalError, "Internal error");
    }
  }

  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => {
        socket.close(code, reason);
      },
      onMessage(onMessage) {
        socket.on("message", (data) => {
          limitBuffer();
          const operation = handle(data, onMessage).finally(() => operations.delete(operation));
          operations.add(operation);
        });
      },
    },
    extra,
  );
  socket.on("ping", limitBuffer);
  socket.on("pong", () => {
    isAlive = true;
  });
  // "close" follows.
  socket.on("error", () => undefined);
  socket.once("close", (code, reason) => {
    pings.clear();
    onClose();
    closed(code, reason.toString("utf8")).catch(onError);
  });

  return {
    drain() {
      void Promise.allSettled(operations).then(() => {
        socket.close(closeCodes.goingAway, "Going away");
      });
    },
  };
}

function toText(data: RawData): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString("utf8");
  return (Array.isArray(data) ? Buffer.concat(data) : data).toString("utf8");
}
