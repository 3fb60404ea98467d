import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../src/commands/dev/free-port.js";
import type { Demo } from "../../../examples/demo/start-demo.js";

const example = fileURLToPath(new URL("../../../examples/supergraph/", import.meta.url));

export interface Gateway extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts the gateway of Grafbase's command line with the configuration of the example. It needs no account
 * and no network.
 */
export async function startGrafbase(program: string, { urls }: Demo): Promise<Gateway> {
  const home = await mkdtemp(join(tmpdir(), "grafbase-"));
  const port = await freePort(0);
  const overrides = join(home, "subgraphs.toml");
  await writeFile(
    overrides,
    `[subgraphs.accounts]\nurl = "${urls.accounts}/graphql"\nschema_path = "${example}accounts/schema.graphql"\n` +
      `[subgraphs.metadata]\nurl = "${urls.metadata}/graphql"\nschema_path = "${example}metadata.graphql"\n`,
  );
  const flags = ["--home", home, "dev", "-c", `${example}routers/grafbase.toml`, "-o", overrides];
  const child = spawn(program, [...flags, "--port", String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    if (String(chunk).includes("Listening")) break;
  }
  if (child.exitCode !== null) throw new Error(`grafbase exited with code ${child.exitCode}`);
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Path of the grafbase program; undefined if its package does not support this platform. */
export function findGrafbase(): string | undefined {
  const path = fileURLToPath(
    new URL("../node_modules/@grafbase/cli-x86_64-unknown-linux-musl/grafbase", import.meta.url),
  );
  return existsSync(path) ? path : undefined;
}
