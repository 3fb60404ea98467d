/** `npm run -s cli -- token <user>`: an access token from the ZITADEL that `npm run dev` runs, and nothing else on stdout. */
import { Failure } from "../../lib/failure.js";
import { defaultApp, defaultScope, getToken } from "./get-token.js";
import { parseCommandLine } from "../../lib/parse-command-line.js";
import { runCommand } from "../run-command.js";
import { readRunningDev } from "../dev/lock-file.js";

const usage = `npm run -s cli -- token <user> [--app ${defaultApp}] [--scope "…"]

Prints a fresh access token of a user of the ZITADEL that \`npm run dev\` runs.
  --app     where a person logs in: the app decides the token's form. ${defaultApp} if absent
  --scope   what a person asks for. If absent: ${defaultScope}`;

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
      "There is no `npm run dev` running in this folder: start it first.",
    );
  }
  const [user, ...more] = positionals;
  if (user === undefined || more.length > 0) {
    const users = [...Object.keys(dev.people), ...Object.keys(dev.serviceUsers)].join(", ");
    throw new Failure("BAD_USER_INPUT", `Whose token? One of ${users}.\n\n${usage}`);
  }
  process.stdout.write(`${await getToken(dev, user, values)}\n`);
});
