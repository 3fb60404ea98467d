import type { IncomingMessage } from "node:http";
import { Failure } from "../lib/failure.js";
import { countHeaders } from "./count-headers.js";

/**
 * The Authorization header of a request. Throws UNAUTHENTICATED for several ones: Node.js uses the first, but a
 * proxy in front of the subgraph may have checked another.
 */
export function authorizationOf({
  headers,
  rawHeaders,
}: Pick<IncomingMessage, "headers" | "rawHeaders">): string | undefined {
  const count = countHeaders(rawHeaders, "authorization");
  if (count <= 1) return headers.authorization;
  throw new Failure("UNAUTHENTICATED", `The request has ${count} Authorization headers; send one.`);
}
