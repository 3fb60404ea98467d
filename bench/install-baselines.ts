import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { sha256 } from "../src/lib/hash.js";
import { baselinesFolder } from "./targets/servers.js";

const stamp = `${baselinesFolder}/node_modules/.installed`;

/** Files that the installation depends on. A change of one of them makes a new installation necessary. */
const inputs = ["package-lock.json", "mesh/mesh.config.mjs", "mesh/user.schema.json"];

/**
 * Installs the packages of the baselines and composes the schema of GraphQL Mesh, unless both are up to date.
 */
export function installBaselines(env: NodeJS.ProcessEnv, log: (message: string) => void): void {
  const contents = inputs.map((file) => readFileSync(`${baselinesFolder}/${file}`));
  const digest = sha256(Buffer.concat(contents)).toString("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  log("installing the baselines: 560 MB in bench/baselines/node_modules, only once");
  // `npm run` passes on the settings of this project, and the baselines do not pass its engine-strict check.
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
