import type { Request } from "./message.js";

/** The token after `Bearer`: the scheme counts by its exact letters, whatever RFC 9110 says. */
export function readBearer({ headers: { authorization = "" } }: Request): string | undefined {
  return /^Bearer +(\S+)$/.exec(authorization)?.[1];
}
