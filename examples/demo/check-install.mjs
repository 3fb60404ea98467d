/** Runs before everything else, without any package: without this check Node would end with a stack trace. */
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../node_modules/tsx", import.meta.url))) {
  process.stderr.write(
    "The project is not installed yet. Run `npm ci` in its folder first, then this again.\n",
  );
  process.exit(1);
}
