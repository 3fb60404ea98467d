import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import getPort from "get-port";
import { findProgram } from "../../support/find-program.js";

/** Path of nginx; undefined if it is not installed. */
export const nginxProgram = findProgram(["nginx"]);

const example = readFileSync(new URL("../../../examples/forward-auth/nginx.conf", import.meta.url), "utf8");
const exampleAddress = "127.0.0.1:8080";

/** nginx with the configuration of `examples/forward-auth`. */
export interface Nginx extends AsyncDisposable {
  readonly url: string;
}

/** `addresses`: the addresses that replace those of the example (old → new). */
export async function startNginx(addresses: Readonly<Record<string, string>>): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), "nginx-"));
  // Started by root, nginx runs its workers as another user.
  await chmod(folder, 0o755);
  const address = `127.0.0.1:${await getPort()}`;
  let server = example;
  for (const [old, replacement] of Object.entries({ ...addresses, [exampleAddress]: address })) {
    if (!server.includes(old)) throw new Error(`The example does not contain ${old}.`);
    server = server.replaceAll(old, replacement);
  }
  const temporaryPaths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const main = [
    "daemon off;",
    "worker_processes 1;",
    `pid ${join(folder, "pid")};`,
    "error_log stderr notice;",
    "events {}",
    `http { access_log off; ${temporaryPaths.join(" ")} ${server} }`,
  ];
  const file = join(folder, "nginx.conf");
  await writeFile(file, main.join("\n"));
  const child = await run(file);
  return {
    url: `http://${address}`,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function run(file: string): Promise<ChildProcess> {
  if (nginxProgram === undefined) throw new Error("nginx is not installed.");
  const child = spawn(nginxProgram, ["-e", "stderr", "-c", file], { stdio: ["ignore", "ignore", "pipe"] });
  const kill = (): void => {
    child.kill("SIGTERM");
  };
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  const output: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    output.push(line);
    // The sockets are open before the first worker starts.
    if (!line.includes("start worker process ")) continue;
    child.stderr.resume();
    return child;
  }
  throw new Error(`nginx did not start: ${output.join("\n")}`);
}
