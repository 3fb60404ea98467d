import type { SelectProxy } from "../lib/http-proxy.js";
import type { Environment } from "./environment.js";
import { isLoopback } from "./schemas/basic.js";
import { proxy } from "./settings/proxy.js";

/** Reads which proxy outgoing calls use. Loopback addresses are always called directly. */
export function readProxy(environment: Environment): SelectProxy {
  const https = environment.read(proxy.https);
  const http = environment.read(proxy.http);
  const direct = environment.read(proxy.none).map(parseEntry);

  return (url) => {
    if (isLoopback(url) || direct.some((covers) => covers(url))) return undefined;
    return url.protocol === "https:" ? https : http;
  };
}

/** An entry of NO_PROXY: `*`, or a host or domain with an optional port. */
function parseEntry(entry: string): (url: URL) => boolean {
  if (entry === "*") return () => true;
  const [, host = "", port] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  return (url) =>
    (url.hostname === host || url.hostname.endsWith(`.${host}`)) &&
    (port === undefined || port === portOf(url));
}

function portOf({ port, protocol }: URL): string {
  if (port !== "") return port;
  return protocol === "https:" ? "443" : "80";
}
