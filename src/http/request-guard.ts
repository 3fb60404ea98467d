import { timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Secret } from "../lib/secret.js";
import { sha256 } from "../lib/sha256.js";
import { errorBody } from "./error-body.js";

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

/** Rejects requests by their headers, before the body is read. */
export function createRequestGuard(routerSecrets: readonly Secret[]): Guard {
  const hasRouterSecret = createHasRouterSecret(routerSecrets);

  return async ({ headers, log, raw }, reply) => {
    if (headers.host === undefined && raw.httpVersion === "1.1") {
      const message = "The request has no Host header, which HTTP/1.1 requires.";
      return reply.code(400).send(errorBody("BAD_USER_INPUT", message));
    }
    // Node keeps only the first one. Another server on the way could have used the second one (RFC 9112).
    if (countHostHeaders(raw.rawHeaders) > 1) {
      return reply.code(400).send(errorBody("BAD_USER_INPUT", "The request has several Host headers."));
    }
    if (!hasRouterSecret(headers["x-router-secret"])) {
      const message =
        "Only requests from the router are accepted: the header x-router-secret is missing or invalid.";
      log.info({ code: "FORBIDDEN" }, message);
      return reply.code(403).send(errorBody("FORBIDDEN", message));
    }
    return undefined;
  };
}

/** Rejects compressed bodies: a few bytes could decompress to gigabytes. */
export const rejectCompressedBody: Guard = async ({ headers }, reply) => {
  if (["identity", undefined].includes(headers["content-encoding"]?.toLowerCase())) return undefined;
  const message = "Compressed bodies are not supported. Send the body without content-encoding.";
  return reply.code(415).send(errorBody("BAD_USER_INPUT", message));
};

/** `rawHeaders`: names and values in turn. */
function countHostHeaders(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === "host").length;
}

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
