/** `npm run demo`, as far as it gets without any package: otherwise Node would end with a stack trace. */
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../node_modules/tsx", import.meta.url))) {
  process.stderr.write(
    "The project is not installed yet. Run `npm ci` in its folder first, then this again.\n",
  );
  process.exit(1);
}
const { register } = await import("tsx/esm/api");
register();
await import("./main.ts");
