import type { IncomingMessage } from "node:http";
import { Failure } from "../lib/failure.js";

/**
 * The Authorization header of a request. Throws UNAUTHENTICATED for several ones: Node.js uses the first, but a
 * proxy in front of the subgraph may have checked another.
 */
export function authorizationOf({
  headers,
  headersDistinct,
}: Pick<IncomingMessage, "headers" | "headersDistinct">): string | undefined {
  const count = headersDistinct["authorization"]?.length ?? 0;
  if (count <= 1) return headers.authorization;
  throw new Failure("UNAUTHENTICATED", `The request has ${count} Authorization headers; send one.`);
}

export function tokenCheckTimeout(): Failure {
  const message = "The request timed out before its access token was validated (REQUEST_TIMEOUT_MS).";
  return new Failure("UPSTREAM_TIMEOUT", message);
}
