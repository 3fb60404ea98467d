import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../../src/commands/dev/free-port.js";
import { startGateway } from "../../test/support/gateway.js";
import { startWorld, type World } from "../../test/support/world.js";

/** A world whose users are those of the accounts subgraph, behind a gateway: for what only a supergraph has. */
export interface Supergraph extends AsyncDisposable {
  readonly world: World;
  readonly url: string;
}

export async function startSupergraph(): Promise<Supergraph> {
  const world = await startWorld({ SUBGRAPH_ROOT_FIELDS: "none" });
  const port = await freePort(0);
  const accounts = spawn(process.execPath, ["--import", "tsx", "accounts/main.ts"], {
    cwd: fileURLToPath(new URL("../supergraph", import.meta.url)),
    env: { ZITADEL_ISSUER: world.zitadel.issuer, HOST: "127.0.0.1", PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = String(await once(createInterface(accounts.stdout), "line"));
  const [url] = /http:\S+/.exec(line) ?? [];
  if (url === undefined) throw new Error(`accounts did not start: ${line}`);
  const gateway = await startGateway({ accounts: url, metadata: world.url });
  return {
    world,
    url: gateway.url,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      accounts.kill();
      await world[Symbol.asyncDispose]();
    },
  };
}
