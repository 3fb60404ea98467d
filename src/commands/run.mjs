/**
 * `node src/commands/run.mjs <script> [arguments]`: runs a TypeScript source file or a built file of this
 * checkout. Reports missing packages and a missing build, because Node would exit with a stack trace.
 */
import { existsSync } from "node:fs";

const root = new URL("../../", import.meta.url);
const [script] = process.argv.splice(2, 1);
const isSource = script.endsWith(".ts");

if (isSource && !existsSync(new URL("node_modules/tsx", root))) {
  exit("The packages are not installed. Run `npm ci` first.");
}
if (!existsSync(new URL(script, root))) exit(`${script} does not exist. Run \`npm run build\` first.`);
if (isSource) {
  const { register } = await import("tsx/esm/api");
  register();
}
await import(new URL(script, root).href);

function exit(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
