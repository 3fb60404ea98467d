import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { hasPersistedQuery } from "./persisted-query.js";
import { RequestError } from "./request-error.js";

/**
 * Throws RequestError for a body that is not one GraphQL request. Apollo Server's messages for such bodies do not
 * say what to send.
 */
export function checkOperation(body: unknown): void {
  if (body === undefined) {
    throw new RequestError(400, 'The request body is empty. Send {"query": "…"} as JSON.');
  }
  if (Array.isArray(body)) {
    throw new RequestError(400, "Lists of operations are not supported. Send one operation per request.");
  }
  if (typeof body !== "object" || body === null) {
    throw new RequestError(400, 'The request body is not a JSON object. Send {"query": "…"}.');
  }
  const { query, extensions }: { readonly query?: unknown; readonly extensions?: unknown } = body;
  const isPersisted = hasPersistedQuery(extensions);
  if (!isPersisted && (query === undefined || query === null || query === "")) {
    throw new RequestError(400, 'The request body has no "query". Send {"query": "…"}.');
  }
}

/**
 * Parses `application/json` bodies. Bytes that are not UTF-8 are rejected: decoding would replace them, and the
 * subgraph would store text that was not sent.
 */
export function addJsonBodyParser(server: FastifyInstance): void {
  // Rejects `__proto__` and `constructor.prototype`, which could change the prototype of a merged object.
  const parseJson = server.getDefaultJsonParser("error", "error");
  server.removeContentTypeParser("application/json");
  server.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    const charset = charsetOf(request);
    if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") {
      done(
        new RequestError(415, `The charset "${charset}" is not supported. Send the request body in UTF-8.`),
      );
    } else if (!isUtf8(body)) {
      done(new RequestError(400, "The request body is not valid UTF-8."));
    } else if (body.length === 0) {
      // Requests with another method may have no body: the route decides.
      done(null, undefined);
    } else {
      const text = body.toString("utf8");
      void parseJson(request, text, (error, value) => {
        if (error === null) done(null, value);
        else done(toRequestError(text));
      });
    }
  });
}

function charsetOf({ headers }: FastifyRequest): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(headers["content-type"] ?? "")?.[1]?.toLowerCase();
}

function toRequestError(text: string): RequestError {
  if (!isJson(text)) return new RequestError(400, "The request body is not valid JSON.");
  return new RequestError(
    400,
    'The request body has a key "__proto__" or "constructor.prototype", which is not accepted.',
  );
}

function isJson(text: string): boolean {
  try {
    // The parser skips a byte order mark.
    JSON.parse(text.replace(/^\uFEFF/, ""));
    return true;
  } catch {
    return false;
  }
}
