import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Ids that can be copied into logs and headers unchanged. */
const safeId = /^[\w.-]{1,128}$/;

/** Returns the request id that the client or router sent, or a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, "headers">): string {
  const id = headers["x-request-id"];
  return typeof id === "string" && safeId.test(id) ? id : randomUUID();
}
