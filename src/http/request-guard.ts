import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Secret } from "../lib/secret.js";
import { errorBody } from "./error-body.js";

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

/** Refuses requests for their headers alone, before a byte of the body is read. */
export function createRequestGuard(routerSecrets: readonly Secret[]): Guard {
  const hasRouterSecret = createHasRouterSecret(routerSecrets);

  return async ({ headers, log, raw }, reply) => {
    if (headers.host === undefined && raw.httpVersion === "1.1") {
      const message = "The request has no Host header, which HTTP/1.1 needs.";
      return reply.code(400).send(errorBody("BAD_USER_INPUT", message));
    }
    if (!hasRouterSecret(headers["x-router-secret"])) {
      const message = "Only the router is served: the header x-router-secret is missing or wrong.";
      log.info({ code: "FORBIDDEN" }, message);
      return reply.code(403).send(errorBody("FORBIDDEN", message));
    }
    if (!["identity", undefined].includes(headers["content-encoding"]?.toLowerCase())) {
      // A few bytes could become gigabytes.
      const message = "A compressed body is not read: send it without content-encoding.";
      return reply.code(415).send(errorBody("BAD_USER_INPUT", message));
    }
    return undefined;
  };
}

/** Whether the header `x-router-secret` lets a request in; everybody is let in where there is no secret. */
function createHasRouterSecret(secrets: readonly Secret[]): (header: unknown) => boolean {
  const digests = secrets.map((secret) => digestOf(secret.reveal()));
  return (header) => {
    if (digests.length === 0) return true;
    if (typeof header !== "string") return false;
    // How long a comparison takes must tell nothing of the secret: digests are of equal length.
    const sent = digestOf(header);
    return digests.some((digest) => timingSafeEqual(digest, sent));
  };
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
