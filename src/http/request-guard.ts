import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Secret } from "../lib/secret.js";
import { sha256 } from "../lib/hash.js";
import { countHeaders } from "./count-headers.js";
import { errorBody } from "./error-body.js";

/** Sends a response or calls `accept`. Not asynchronous: Fastify would wait for each promise. */
export type Guard = (request: FastifyRequest, reply: FastifyReply, accept: () => void) => void;

/** Why a request is rejected. */
export interface Rejection {
  readonly status: 400 | 403;
  readonly code: "BAD_USER_INPUT" | "FORBIDDEN";
  readonly message: string;
}

/** Decides by the headers of a request. Returns undefined if it is accepted. */
export type FindRejection = (
  request: Pick<IncomingMessage, "headers" | "rawHeaders" | "httpVersion">,
) => Rejection | undefined;

export function createFindRejection(routerSecrets: readonly Secret[]): FindRejection {
  const hasRouterSecret = createHasRouterSecret(routerSecrets);

  return ({ headers, rawHeaders, httpVersion }) => {
    if (headers.host === undefined && httpVersion === "1.1") {
      const message = "The request has no Host header, which HTTP/1.1 requires.";
      return { status: 400, code: "BAD_USER_INPUT", message };
    }
    // Node keeps only the first one. Another server on the way could have used the second one (RFC 9112).
    if (countHeaders(rawHeaders, "host") > 1) {
      return { status: 400, code: "BAD_USER_INPUT", message: "The request has several Host headers." };
    }
    if (!validHost.test(headers.host ?? "")) {
      const message = "The Host header is invalid. Send a host name or address, with or without a port.";
      return { status: 400, code: "BAD_USER_INPUT", message };
    }
    if (!hasRouterSecret(headers["x-router-secret"])) {
      const message =
        "Only requests from the router are accepted: the header x-router-secret is missing or invalid.";
      return { status: 403, code: "FORBIDDEN", message };
    }
    return undefined;
  };
}

/** A name or an address in brackets, with an optional port, or nothing (RFC 9112 section 3.2, RFC 3986). */
const validHost = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d*)?$/i;

/** Rejects requests by their headers, before the body is read. */
export function createRequestGuard(findRejection: FindRejection): Guard {
  return ({ log, raw }, reply, accept) => {
    const rejection = findRejection(raw);
    if (rejection === undefined) {
      accept();
      return;
    }
    const { status, code, message } = rejection;
    if (code === "FORBIDDEN") log.info({ code }, message);
    void reply.code(status).send(errorBody(code, message));
  };
}

/** Rejects compressed bodies: a few bytes could decompress to gigabytes. */
export const rejectCompressedBody: Guard = ({ headers }, reply, accept) => {
  const encoding = headers["content-encoding"];
  if (encoding === undefined || encoding.toLowerCase() === "identity") {
    accept();
    return;
  }
  const message = "Compressed bodies are not supported. Send the body without content-encoding.";
  void reply.code(415).send(errorBody("BAD_USER_INPUT", message));
};

/** Whether the header `x-router-secret` contains a valid secret. Always true if no secret is configured. */
function createHasRouterSecret(secrets: readonly Secret[]): (header: unknown) => boolean {
  const digests = secrets.map((secret) => sha256(secret.reveal()));
  return (header) => {
    if (digests.length === 0) return true;
    if (typeof header !== "string") return false;
    // Constant-time comparison, which requires equal lengths: hence the digests.
    const sent = sha256(header);
    return digests.some((digest) => timingSafeEqual(digest, sent));
  };
}
