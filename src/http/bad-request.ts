import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { errorBody } from "./error-body.js";

/** Answers a request whose path cannot be read. No hook runs for it. */
export function handleBadPath(_: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .code(400)
    .headers({ "cache-control": "no-store", "x-request-id": request.id })
    .send(
      errorBody("BAD_USER_INPUT", "The path of the request is no valid URL; GraphQL is at POST /graphql."),
    );
}

/** Answers what Node could not read as a request: there is only a connection, which is closed then. */
export function handleClientError(error: Error, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code, message } = describe("code" in error ? error.code : undefined);
  const body = JSON.stringify(errorBody(code, message));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "cache-control: no-store",
    `x-request-id: ${randomUUID()}`,
    "connection: close",
    "",
    body,
  ];
  socket.end(lines.join("\r\n"), () => {
    socket.destroy();
  });
}

function describe(cause: unknown): { status: number; code: string; message: string } {
  switch (cause) {
    case "HPE_HEADER_OVERFLOW":
      return {
        status: 431,
        code: "REQUEST_TOO_LARGE",
        message: "The request's headers are larger than 16 KiB.",
      };
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { status: 408, code: "BAD_USER_INPUT", message: "The request was not sent to its end in time." };
    default:
      return { status: 400, code: "BAD_USER_INPUT", message: "This is no request of HTTP/1.1." };
  }
}
