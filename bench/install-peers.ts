import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { baselinesFolder } from "./targets/servers.js";

const stamp = `${baselinesFolder}/node_modules/.installed`;

/** What the installation is made of. */
const made = ["package-lock.json", "mesh/mesh.config.mjs", "mesh/user.schema.json"];

/** Installs the peers and composes what has to be composed, unless that was done. */
export function installPeers(env: NodeJS.ProcessEnv, tell: (words: string) => void): void {
  const hash = createHash("sha256");
  for (const file of made) hash.update(readFileSync(`${baselinesFolder}/${file}`));
  const digest = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  tell("installing the peers, once: 560 MB in bench/baselines/node_modules");
  // `npm run` hands its own project's settings on, which are stricter than the peers can be.
  run("npm", ["ci", "--engine-strict=false", "--loglevel=error"], baselinesFolder, env);
  const compose = "../node_modules/@graphql-mesh/compose-cli/esm/bin.js";
  const args = [compose, "--config-path", "mesh.config.mjs", "--subgraph", "metadata"];
  run(process.execPath, [...args, "--output", "subgraph.graphql"], `${baselinesFolder}/mesh`, env);
  writeFileSync(stamp, digest);
}

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
