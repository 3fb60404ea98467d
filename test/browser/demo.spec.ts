import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { type Running, startCommand } from "../../packages/zitadel-emulator/test/cli/command.js";

const checkout = fileURLToPath(new URL("../../", import.meta.url));

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2000) });
    return true;
  } catch {
    return false;
  }
}

/** Ended after each test, also those that never came up. */
const started: Running[] = [];

async function startDemo(): Promise<Running & { readonly addresses: readonly string[] }> {
  const running = startCommand("npm run -s demo", checkout);
  started.push(running);
  const printed = await running.prints(/Ctrl-C stops everything/);
  return Object.assign(running, { addresses: printed.match(/http:\/\/\S+/g) ?? [] });
}

test.describe("npm run demo", () => {
  test.afterEach(async () => {
    for (const running of started.splice(0)) await running.stop();
  });

  test("tells where everything is, ends when it is told to, and leaves nothing behind", async () => {
    const demo = await startDemo();
    expect(demo.stdout).toMatch(/^granny +Password1! +/m);
    expect(demo.addresses).toHaveLength(6);
    for (const address of demo.addresses) expect(await answers(address), address).toBe(true);

    const second = await startCommand("npm run -s demo", checkout).ended;
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toMatch(/^`npm run demo` runs in this folder already \(process \d+\)/);

    demo.kill("SIGTERM");
    const { stdout, stderr } = await demo.ended;
    expect(stderr).toBe("");
    expect(stdout).toMatch(/Stopping\.\n$/);
    for (const address of demo.addresses) expect(await answers(address), address).toBe(false);
  });

  test("takes its parts with it when it is killed, and the next one starts", async () => {
    const killed = await startDemo();
    process.kill(Number(await readFile(`${checkout}.dev/demo.pid`, "utf8")), "SIGKILL");
    for (const address of killed.addresses) {
      await expect.poll(() => answers(address), { timeout: 10_000, message: address }).toBe(false);
    }
    await startDemo();
  });

  for (const [flags, words] of [
    ["--help", /^npm run demo\n/],
    ["--colour", /Unknown option '--colour'/],
    ["shop", /Unexpected argument 'shop'/],
  ] as const) {
    test(`explains itself: ${flags}`, async () => {
      const { stdout, stderr } = await startCommand(`npm run -s demo -- ${flags}`, checkout).ended;
      expect(stdout + stderr).toMatch(words);
      expect(stderr).not.toContain("    at ");
    });
  }
});
