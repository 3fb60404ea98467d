import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../../src/commands/dev/free-port.js";
import { startGateway } from "../../test/support/supergraph/gateway.js";
import { startTestEnv, type TestEnv } from "../../test/support/test-env.js";

/** A test environment with the accounts subgraph and a gateway, for tests that need a supergraph. */
export interface Supergraph extends AsyncDisposable {
  readonly env: TestEnv;
  readonly url: string;
}

export async function startSupergraph(): Promise<Supergraph> {
  const env = await startTestEnv({ SUBGRAPH_ROOT_FIELDS: "none" });
  const port = await freePort(0);
  const accounts = spawn(process.execPath, ["--import", "tsx", "accounts/main.ts"], {
    cwd: fileURLToPath(new URL("../supergraph", import.meta.url)),
    env: { ZITADEL_ISSUER: env.zitadel.issuer, HOST: "127.0.0.1", PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = String(await once(createInterface(accounts.stdout), "line"));
  const [url] = /http:\S+/.exec(line) ?? [];
  if (url === undefined) throw new Error(`the accounts subgraph did not start: ${line}`);
  const gateway = await startGateway({ accounts: url, metadata: env.url });
  return {
    env,
    url: gateway.url,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      accounts.kill();
      await env[Symbol.asyncDispose]();
    },
  };
}
