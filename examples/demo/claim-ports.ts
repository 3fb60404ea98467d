import { createServer } from "node:net";
import { once } from "node:events";
import { freePort } from "../../src/commands/dev/free-port.js";

const first = {
  gateway: 4000,
  metadata: 4001,
  accounts: 4002,
  explorer: 4003,
  orders: 4004,
  "admin-ui": 5173,
  web: 5174,
  zitadel: 8080,
} as const;

/** The port of each server of the demo. */
export type Ports = Readonly<Record<keyof typeof first, number>>;

/** A set of ports that no other demo uses until it is disposed of. */
export interface ClaimedPorts extends AsyncDisposable {
  readonly ports: Ports;
}

/** Set n has the ports of set 0 plus 10 n. None of them is one that systems assign or that browsers block. */
const step = 10;
const setCount = 15;
/** A demo listens here as long as it runs, so that two demos that start together get different sets. */
const claimPort = 4009;

/** Claims the first set of ports that are all free, beginning with set `from`. */
export async function claimPorts(from: number): Promise<ClaimedPorts> {
  for (let set = from; set < setCount; set++) {
    const claim = await tryListen(claimPort + step * set);
    if (claim === undefined) continue;
    const ports = portsOf(set);
    if (await areFree(ports)) return { ports, ...claim };
    await claim[Symbol.asyncDispose]();
  }
  throw new Error(`No set of ports is free. Set 0 is ${Object.values(first).join(", ")}.`);
}

export function portsOf(set: number): Ports {
  const offset = step * set;
  return {
    gateway: first.gateway + offset,
    metadata: first.metadata + offset,
    accounts: first.accounts + offset,
    explorer: first.explorer + offset,
    orders: first.orders + offset,
    "admin-ui": first["admin-ui"] + offset,
    web: first.web + offset,
    zitadel: first.zitadel + offset,
  };
}

async function areFree(ports: Ports): Promise<boolean> {
  for (const port of Object.values(ports)) if ((await freePort(port)) !== port) return false;
  return true;
}

async function tryListen(port: number): Promise<AsyncDisposable | undefined> {
  const server = createServer().listen({ port, host: "127.0.0.1", exclusive: true });
  try {
    await once(server, "listening");
  } catch {
    return undefined;
  }
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}
