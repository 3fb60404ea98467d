import type { Request } from "./message.js";

/** The bearer token. ZITADEL compares the scheme case-sensitively, unlike RFC 9110. */
export function readBearer({ headers: { authorization = "" } }: Request): string | undefined {
  return /^Bearer +(\S+)$/.exec(authorization)?.[1];
}
