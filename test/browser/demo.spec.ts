import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { claimPorts, portsOf } from "../../examples/demo/claim-ports.js";
import { type RunningCommand, startCommand } from "../../packages/zitadel-emulator/test/cli/command.js";

const checkout = fileURLToPath(new URL("../../", import.meta.url));

async function responds(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2000) });
    return true;
  } catch {
    return false;
  }
}

/** Commands to stop after each test, including those that failed to start. */
const started: RunningCommand[] = [];

async function startDemo(): Promise<RunningCommand & { readonly addresses: readonly string[] }> {
  const running = startCommand("npm run -s demo", checkout);
  started.push(running);
  const printed = await running.waitForOutput(/Press Ctrl\+C to stop\./);
  return Object.assign(running, { addresses: printed.match(/http:\/\/\S+/g) ?? [] });
}

test("two demos that start together use different ports, and skip ports of others", async () => {
  const taken = createServer().listen(portsOf(10).accounts, "127.0.0.1");
  await once(taken, "listening");
  const claims = await Promise.all([claimPorts(10), claimPorts(10)]);
  const ports = claims.flatMap((claim) => Object.values(claim.ports));
  expect(new Set(ports).size).toBe(ports.length);
  expect(ports).not.toContain(portsOf(10).accounts);
  for (const claim of claims) await claim[Symbol.asyncDispose]();
  taken.close();
});

test.describe("npm run demo", () => {
  test.afterEach(async () => {
    for (const running of started.splice(0)) await running.stop();
  });

  test("prints the addresses, and stops its processes when it is killed or stopped", async () => {
    const killed = await startDemo();
    expect(killed.stdout).toMatch(/^granny +Password1! +/m);
    expect(killed.addresses).toHaveLength(7);
    const token = await startCommand("npm run -s cli -- token granny", checkout).exited;
    expect(token).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^\S+\n$/) });
    for (const address of killed.addresses) expect(await responds(address), address).toBe(true);

    const second = await startCommand("npm run -s demo", checkout).exited;
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toMatch(/^`npm run demo` is already running in this folder \(process \d+\)/);

    process.kill(Number(await readFile(`${checkout}.dev/demo.pid`, "utf8")), "SIGKILL");
    for (const address of killed.addresses) {
      await expect.poll(() => responds(address), { timeout: 10_000, message: address }).toBe(false);
    }

    const demo = await startDemo();
    demo.kill("SIGTERM");
    const { stdout, stderr } = await demo.exited;
    expect(stderr).toBe("");
    expect(stdout).toMatch(/Stopping\.\n$/);
    for (const address of demo.addresses) expect(await responds(address), address).toBe(false);
  });

  for (const [flags, output] of [
    ["--help", /^npm run demo\n/],
    ["--color", /Unknown option --color\./],
    ["shop", /Unexpected argument 'shop'/],
  ] as const) {
    test(`prints help or a usage error for ${flags}`, async () => {
      const { stdout, stderr } = await startCommand(`npm run -s demo -- ${flags}`, checkout).exited;
      expect(stdout + stderr).toMatch(output);
      expect(stderr).not.toContain("    at ");
    });
  }
});
