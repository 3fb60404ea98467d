import { readObject } from "../read-object.js";
import type { Request } from "./message.js";

export interface Call {
  method: string;
  /** Without the query. */
  path: string;
  /** 0 where no answer was sent, or none yet. */
  status: number;
  /** Whose data a call of the user API is about. */
  userId?: string;
}

export function createCall({ method, path, body }: Request): Call {
  const inPath = /^\/(?:v2|management\/v1)\/users\/([^/]+)/.exec(path)?.[1];
  const inBody = path.startsWith("/zitadel.user.") ? readObject(body.toString())?.["userId"] : undefined;
  const userId = inPath ?? (typeof inBody === "string" ? inBody : undefined);
  return { method, path, status: 0, ...(userId !== undefined && { userId }) };
}
