/** `npm run test:browser -- …`: installs what the tests need, finds a browser and hands the rest to Playwright. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { foreignEnv } from "../../examples/demo/foreign-env.js";
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
  const env = foreignEnv(process.env);
  await installAll([tests, ...parts], { env, tell, signal });
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

function tell(words: string): void {
  process.stdout.write(`${words}\n`);
}
