import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { startMetadata } from "../../support/metadata-command.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { routes } from "../../support/zitadel-calls.js";
import { killAfter } from "./kill-after.js";

const userCount = 300;

/** With metadata, or without: then an import can set it. The ids of both are equal. */
async function startZitadel(hasMetadata: boolean): Promise<Emulator> {
  const zitadel = await startEmulator();
  for (let n = 0; n < userCount; n++) {
    const metadata = { plan: "gold", bytes: Buffer.from([n % 256, 0xff]), note: `${n} `.repeat(100) };
    zitadel.addUser(`user-${n}`, hasMetadata ? { metadata } : {});
  }
  return zitadel;
}

function countChanged(zitadel: Emulator): number {
  return Array.from({ length: userCount }, (_, n) => zitadel.getMetadata(`user-${n}`)).filter(
    ({ size }) => size > 0,
  ).length;
}

describe("npm run -s cli -- metadata", { tags: ["embedded"] }, () => {
  it("continues a killed export and a killed import, and then finds no differences", async () => {
    await using source = await startZitadel(true);
    await using target = await startZitadel(false);
    const folder = createTempFolder();
    const [whole, file] = [folder("whole.jsonl"), folder("export.jsonl")];
    expect(await startMetadata(source, `export --output ${whole}`).exited).toMatchObject({ code: 0 });
    const expected = readFileSync(whole, "utf8");

    await killAfter(
      source,
      routes.list,
      200,
      () => startMetadata(source, `export --output ${file}`),
      () => {
        expect(statSync(`${file}.partial`).size).toBeGreaterThan(0);
      },
    );
    const partial = readFileSync(`${file}.partial`, "utf8");
    expect(expected.startsWith(partial)).toBe(true);
    expect(partial.length).toBeLessThan(expected.length);
    source.clearCalls();
    const resumed = await startMetadata(source, `export --output ${file} --resume`).exited;
    expect(resumed).toMatchObject({ code: 0, stdout: "" });
    expect(resumed.stderr).toMatch(/^Continuing after \d+ users\.$/m);
    expect(source.calls.filter(({ path }) => routes.list.test(path)).length).toBeLessThan(userCount);
    expect(readFileSync(file, "utf8")).toBe(expected);

    const importFile = `import ${file} --write`;
    await killAfter(target, routes.set, 100, () => startMetadata(target, importFile));
    const changed = countChanged(target);
    expect(changed).toBeGreaterThanOrEqual(100);
    expect(changed).toBeLessThan(userCount);
    const imported = await startMetadata(target, importFile).exited;
    const [, written = "", unchanged = ""] =
      /^(\d+) entries written, (\d+) unchanged, 0 failed, of 303 users\.\n$/.exec(imported.stdout) ?? [];
    expect(imported.code).toBe(0);
    // Three entries of each user. Writes in flight at the kill may have arrived later.
    expect(Number(unchanged)).toBeGreaterThanOrEqual(3 * changed);
    expect(Number(written) + Number(unchanged)).toBe(expected.trimEnd().split("\n").length);
    expect(await startMetadata(target, `diff ${file}`).exited).toMatchObject({
      code: 0,
      stdout: `No differences: ${userCount + 13} users compared.\n`,
    });
  });

  it("exits with 3 on SIGTERM, and keeps what it has read", async () => {
    await using zitadel = await startZitadel(true);
    const file = createTempFolder()("export.jsonl");
    const held = zitadel.holdNext(routes.list);
    const command = startMetadata(zitadel, `export --output ${file}`);
    await held.arrived;
    command.kill("SIGTERM");
    const { code, stderr } = await command.exited;
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/Continue with --resume\.\nInterrupted\.\n$/),
    });
    held.release();
    expect(await startMetadata(zitadel, `export --output ${file} --resume`).exited).toMatchObject({
      code: 0,
    });
  });

  it("exits when the reader of its output does", async () => {
    await using zitadel = await startZitadel(true);
    const { stdout, stderr } = await startMetadata(zitadel, "export | head -n 1").exited;
    expect(stdout).toMatch(/^\{"userId":.*\}\n$/);
    expect(stderr).not.toContain("EPIPE");
  });

  it("is in the production build", async () => {
    await using zitadel = await startEmulator();
    const command = `node ${join(inject("build"), "metadata.js")}`;
    const { code, stderr } = await startMetadata(zitadel, "export", { command }).exited;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining("Exported 6 entries of 13 users.\n"),
    });
  });
});
