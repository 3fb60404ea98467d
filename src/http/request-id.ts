import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What may stand in a log and a header as it comes. */
const safeId = /^[\w.-]{1,128}$/;

/** The id under which a request is found in all logs on its way: the client's or router's own, where it has one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, "headers">): string {
  const id = headers["x-request-id"];
  return typeof id === "string" && safeId.test(id) ? id : randomUUID();
}
