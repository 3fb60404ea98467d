import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import type { CallbackHost } from "../../../config/config.js";
import { Failure } from "../../../lib/failure.js";

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Resolves the host of a callback to the address to connect to. Throws FORBIDDEN if it may not be called. */
export type ResolveCallback = (url: URL) => Promise<ResolvedAddress>;

/** Addresses that are not on the public internet: RFC 6890, RFC 4291 and multicast. */
const privateRanges = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"],
  ...["::/128", "::1/128", "64:ff9b::/96", "fc00::/7", "fe80::/10", "ff00::/8"],
];

export function createResolveCallback(hosts: readonly CallbackHost[]): ResolveCallback {
  const privateAddresses = new BlockList();
  for (const range of privateRanges) {
    const [address = "", length = ""] = range.split("/");
    privateAddresses.addSubnet(address, Number(length), familyOf(address));
  }
  const listedAddresses = new BlockList();
  for (const host of hosts) {
    if (host.kind === "addresses") {
      listedAddresses.addSubnet(host.address, host.prefixLength, familyOf(host.address));
    }
  }

  function isListed({ hostname, port, protocol }: URL, literal: string): boolean {
    if (isIP(literal) !== 0) return listedAddresses.check(literal, familyOf(literal));
    const actualPort = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
    return hosts.some(
      (host) =>
        host.kind === "host" &&
        host.name === hostname &&
        (host.port === undefined || host.port === actualPort),
    );
  }

  return async (url) => {
    const literal = url.hostname.replace(/^\[|\]$/g, "");
    if (!/^https?:$/.test(url.protocol) || url.username !== "" || !isListed(url, literal)) throw notListed();
    const addresses = isIP(literal) === 0 ? await resolve(literal) : [literal];
    const isAllowed = (address: string): boolean => {
      const family = familyOf(address);
      return !privateAddresses.check(address, family) || listedAddresses.check(address, family);
    };
    const [address] = addresses;
    // One name with a public and a private address is a sign of DNS rebinding.
    if (address === undefined || !addresses.every(isAllowed)) throw notListed();
    return { address, family: familyOf(address) === "ipv4" ? 4 : 6 };
  };
}

/** IPv4 addresses in IPv6 notation are returned as IPv4. Empty if the name cannot be resolved. */
async function resolve(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address.replace(/^::ffff:(?=\d+\.)/i, ""));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}

/** The same for all reasons: the message must not tell which names and addresses exist. */
function notListed(): Failure {
  return new Failure(
    "FORBIDDEN",
    "The host of callbackUrl may not be called. Add it, and its address if that is private, to SUBSCRIPTION_CALLBACK_HOSTS.",
  );
}
