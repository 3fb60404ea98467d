import { BlockList, isIP } from "node:net";
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

/** An entry of NO_PROXY: `*`, an address or network, or a host or domain with an optional port. */
function parseEntry(entry: string): (url: URL) => boolean {
  if (entry === "*") return () => true;
  const network = parseNetwork(entry);
  if (network !== undefined) return ({ hostname }) => covers(network, hostname);
  const [, host = "", port] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  return (url) =>
    (url.hostname === host || url.hostname.endsWith(`.${host}`)) &&
    (port === undefined || port === portOf(url));
}

/** Parses an IP address, in brackets or not, or a network such as 10.0.0.0/8. Returns undefined for other text. */
function parseNetwork(entry: string): BlockList | undefined {
  const [, address = "", prefix] = /^\[?([\da-f:.]+)\]?(?:\/(\d{1,3}))?$/i.exec(entry) ?? [];
  const family = familyOf(address);
  if (family === undefined) return undefined;
  const bits = family === "ipv4" ? 32 : 128;
  const network = new BlockList();
  network.addSubnet(address, Math.min(Number(prefix ?? bits), bits), family);
  return network;
}

function covers(network: BlockList, hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, "");
  const family = familyOf(address);
  return family !== undefined && network.check(address, family);
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : `ipv${version === 4 ? 4 : 6}`;
}

function portOf({ port, protocol }: URL): string {
  if (port !== "") return port;
  return protocol === "https:" ? "443" : "80";
}
