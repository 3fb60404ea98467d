/**
 * `npm run -s cli -- token <user>`: prints an access token of the ZITADEL emulator of dev or the demo, and
 * nothing else, to stdout.
 */
import { Failure } from "../../lib/failure.js";
import { defaultApp, defaultScope, getToken } from "./get-token.js";
import { parseCommandLine } from "../parse-command-line.js";
import { runCommand } from "../run-command.js";
import { readRunningDev } from "../dev/lock-file.js";

const usage = `npm run -s cli -- token <user> [--app ${defaultApp}] [--scope "…"]

Prints a new access token for a user of the ZITADEL emulator of \`npm run dev\` or \`npm run demo\`.
  --app     the app that a person logs in to, which determines the token's format. Default: ${defaultApp}
  --scope   the requested scopes. Default: ${defaultScope}`;

await runCommand(async () => {
  const { values, positionals } = parseCommandLine(
    {
      args: process.argv.slice(2),
      allowPositionals: true,
      options: { app: { type: "string" }, scope: { type: "string" }, help: { type: "boolean" } },
    },
    usage,
  );
  if (values.help === true) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const dev = await readRunningDev();
  if (dev === undefined) {
    throw new Failure(
      "UPSTREAM_UNAVAILABLE",
      "Neither `npm run dev` nor `npm run demo` is running in this folder. Start one of them first.",
    );
  }
  const [user, ...more] = positionals;
  if (user === undefined || more.length > 0) {
    const users = [...Object.keys(dev.people), ...Object.keys(dev.serviceUsers)].join(", ");
    throw new Failure("BAD_USER_INPUT", `Name one user: ${users}.\n\n${usage}`);
  }
  process.stdout.write(`${await getToken(dev, user, values)}\n`);
});
