/**
 * `npm run test:browser -- …`: installs missing packages, finds a browser and passes the arguments to
 * Playwright.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { exampleEnv } from "../../examples/demo/example-env.js";
import { installAll } from "../../examples/demo/install.js";
import { parts } from "../../examples/demo/parts.js";
import { createExitSignal } from "../../src/commands/exit-signal.js";
import { runCommand } from "../../src/commands/run-command.js";
import { findChromium } from "./find-chromium.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = { folder: "test/browser", megabytes: 110 };
const signal = createExitSignal(process.env["npm_lifecycle_event"] !== undefined);

await runCommand(async () => {
  const chromium = findChromium(process.env);
  const env = exampleEnv(process.env);
  await installAll([tests, ...parts], { env, print, signal });
  const child = spawn(
    process.execPath,
    ["node_modules/@playwright/test/cli.js", "test", ...process.argv.slice(2)],
    {
      cwd: here,
      env: { ...env, PLAYWRIGHT_CHROMIUM_PATH: chromium },
      stdio: "inherit",
    },
  );
  signal.addEventListener("abort", () => child.kill("SIGINT"));
  await once(child, "close");
  process.exitCode = child.exitCode ?? 1;
});

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
