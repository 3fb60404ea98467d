/** `npm run demo`. Reports missing packages, because Node would exit with a stack trace. */
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../node_modules/tsx", import.meta.url))) {
  process.stderr.write(
    "The packages are not installed. Run `npm ci` in the root folder, then run this command again.\n",
  );
  process.exit(1);
}
const { register } = await import("tsx/esm/api");
register();
await import("./main.ts");
