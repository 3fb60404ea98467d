import * as z from "zod";
import { canDecodeUri } from "../../lib/can-decode-uri.js";
import { Secret } from "../../lib/secret.js";

export const redisUrlFormat =
  "redis:// or rediss:// (TLS) with a host and optional user, password, port and database number, such as rediss://user:password@host:6379/0";

export const redisUrlSchema = z
  .string()
  .refine(isRedisUrl, redisUrlFormat)
  .transform((url) => new Secret(url));

/** Rejects URLs with parts that the subgraph would ignore, such as a query. */
function isRedisUrl(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, pathname, username, password, search, hash } = new URL(text);
  return (
    /^rediss?:$/.test(protocol) &&
    hostname !== "" &&
    /^\/?\d*$/.test(pathname) &&
    search + hash === "" &&
    canDecodeUri(username + password)
  );
}
