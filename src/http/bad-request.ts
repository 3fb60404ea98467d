import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { errorBody } from "./error-body.js";

/** Rejects a request with an invalid path. Fastify runs no hooks for such a request. */
export function handleBadPath(_: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .code(400)
    .headers({ "cache-control": "no-store", "x-request-id": request.id })
    .send(
      errorBody("BAD_USER_INPUT", "The request path is invalid. Send GraphQL operations to POST /graphql."),
    );
}

/** Responds to data that Node.js cannot parse as a request, then closes the connection. */
export function handleClientError(error: Error, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code, message } = toHttpError("code" in error ? error.code : undefined);
  rejectSocket(socket, status, errorBody(code, message));
}

/** Responds on a connection that Node.js does not treat as HTTP any more, and closes it. */
export function rejectSocket(socket: Duplex, status: number, body: ReturnType<typeof errorBody>): void {
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(text)}`,
    "cache-control: no-store",
    `x-request-id: ${randomUUID()}`,
    "connection: close",
    "",
    text,
  ];
  socket.end(lines.join("\r\n"), () => {
    socket.destroy();
  });
}

function toHttpError(cause: unknown): { status: number; code: string; message: string } {
  switch (cause) {
    case "HPE_HEADER_OVERFLOW":
      return {
        status: 431,
        code: "REQUEST_TOO_LARGE",
        message: "The request headers are larger than 16 KiB.",
      };
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return {
        status: 408,
        code: "BAD_USER_INPUT",
        message: "The request timed out before it was complete.",
      };
    default:
      return {
        status: 400,
        code: "BAD_USER_INPUT",
        message: "Malformed HTTP/1.1 request. Check the protocol, the request line and the headers.",
      };
  }
}
