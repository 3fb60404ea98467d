import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** A request body that is not accepted. Fastify responds with `statusCode`. */
export class BodyError extends Error {
  readonly statusCode: 400 | 415;

  constructor(statusCode: 400 | 415, message: string) {
    super(message);
    this.statusCode = statusCode;
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
      done(new BodyError(415, `The charset "${charset}" is not supported. Send the request body in UTF-8.`));
    } else if (!isUtf8(body)) {
      done(new BodyError(400, "The request body is not valid UTF-8."));
    } else {
      const text = body.toString("utf8");
      void parseJson(request, text, (error, value) => {
        if (error === null) done(null, value);
        else done(toBodyError(error, text));
      });
    }
  });
}

function charsetOf({ headers }: FastifyRequest): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(headers["content-type"] ?? "")?.[1]?.toLowerCase();
}

function toBodyError(error: Error, text: string): BodyError {
  if (!isJson(text)) return new BodyError(400, `The request body is not valid JSON: ${error.message}.`);
  return new BodyError(
    400,
    'The request body has a key "__proto__" or "constructor.prototype", which is not accepted.',
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
