import * as z from "zod";
import type { HttpProxy } from "../../lib/http-proxy.js";
import { Secret } from "../../lib/secret.js";

const format =
  "http:// or https:// with a host and optional user, password and port, such as http://user:password@proxy.example:3128";

/** The address of a proxy. As usual for these variables, the scheme may be missing: it is http then. */
export const proxyUrlSchema = z.string().transform((text, context): HttpProxy => {
  const url = parseUrl(text.includes("://") ? text : `http://${text}`);
  const authorization = url && parseCredentials(url);
  if (url === undefined || authorization === undefined) {
    context.addIssue(format);
    return z.NEVER;
  }
  return { origin: url.origin, authorization: authorization === "" ? undefined : new Secret(authorization) };
});

/** Rejects URLs with parts that the subgraph would ignore, such as a path. */
function parseUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isProxy = /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search + url.hash === "";
  return isProxy ? url : undefined;
}

/** Returns the value of `Proxy-Authorization`; "" without credentials, undefined if they are malformed. */
function parseCredentials({ username, password }: URL): string | undefined {
  if (username + password === "") return "";
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(pair).toString("base64")}`;
  } catch {
    return undefined;
  }
}
