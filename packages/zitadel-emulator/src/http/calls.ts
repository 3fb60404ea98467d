import { readObject } from "../read-object.js";
import type { Request } from "./message.js";

/** A request that the emulator has received. */
export interface Call {
  method: string;
  /** The path without the query. */
  path: string;
  /** The status of the response; 0 if no response has been sent. */
  status: number;
  /** The user id in a call of the user APIs. */
  userId?: string;
}

export function createCall({ method, path, body }: Request): Call {
  const inPath = /^\/(?:v2|management\/v1)\/users\/([^/]+)/.exec(path)?.[1];
  const inBody = path.startsWith("/zitadel.user.") ? readObject(body.toString())?.["userId"] : undefined;
  const userId = inPath ?? (typeof inBody === "string" ? inBody : undefined);
  return { method, path, status: 0, ...(userId !== undefined && { userId }) };
}
