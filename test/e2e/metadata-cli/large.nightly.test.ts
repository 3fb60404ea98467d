import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "zitadel-emulator";
import { startMetadata } from "../../support/metadata-command.js";
import type { Variables } from "../../support/test-env.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { routes } from "../../support/zitadel-calls.js";
import { preload } from "../subgraph-process.js";
import { killAfter } from "./kill-after.js";

const userCount = 20_000;
/** Node.js and the code itself take about 150 MiB. All values together have 60 MiB. */
const maxResidentBytes = 400 * 1024 * 1024;

// `Kilobytes` on all platforms.
const printMemory = preload(
  `process.on("exit", () => process.stderr.write("resident " + process.resourceUsage().maxRSS + " KiB\\n"))`,
);

async function startZitadel(hasMetadata: boolean): Promise<Emulator> {
  const zitadel = await startEmulator();
  for (let n = 0; n < userCount; n++) {
    const metadata = { plan: "gold", note: `${n} `.repeat(500), bytes: Buffer.from([n % 256, 0xff]) };
    zitadel.addUser(`user-${n}`, hasMetadata ? { metadata } : {});
  }
  return zitadel;
}

/** Runs a command to its end and returns its results. Fails if it takes too much memory. */
async function run(
  zitadel: Emulator,
  args: string,
  variables: Variables = {},
): Promise<{ readonly stdout: string; readonly code: number | null }> {
  const { code, stdout, stderr } = await startMetadata(zitadel, args, {
    variables: { ...printMemory, ...variables },
  }).exited;
  expect(stderr).toContain("resident ");
  const kibibytes = Number(/resident (\d+) KiB/.exec(stderr)?.[1]);
  expect(1024 * kibibytes).toBeLessThan(maxResidentBytes);
  return { code, stdout };
}

describe("npm run -s cli -- metadata with 20,000 users", { tags: ["embedded"] }, () => {
  it("exports, continues after a kill, imports, compares and checks them with bounded memory", async () => {
    await using source = await startZitadel(true);
    await using target = await startZitadel(false);
    const file = createTempFolder()("export.jsonl");
    await killAfter(source, routes.list, userCount / 2, () =>
      startMetadata(source, `export --output ${file}`),
    );
    expect(await run(source, `export --output ${file} --resume`)).toEqual({ code: 0, stdout: "" });
    expect(readFileSync(file, "utf8").split("\n").length - 1).toBe(3 * userCount + 6);
    expect(await run(target, `import ${file} --write`)).toEqual({
      code: 0,
      stdout: `${3 * userCount} entries written, 6 unchanged, 0 failed, of ${userCount + 3} users.\n`,
    });
    expect(await run(target, `diff ${file}`)).toEqual({
      code: 0,
      stdout: `No differences: ${userCount + 13} users compared.\n`,
    });
    for (let n = 0; n < 3; n++) target.addUser(`planted-${n}`, { metadata: { seats: "many" } });
    const schema = { type: "object", properties: { seats: { type: "integer" } } };
    const { code, stdout } = await run(target, "lint", { METADATA_SCHEMA: JSON.stringify(schema) });
    expect(code).toBe(1);
    expect(stdout.match(/"seats" VALUE_NOT_VALID/g)).toHaveLength(3);
    expect(stdout).toContain(`of ${userCount + 16} users: 3 not valid, 0 not unique`);
  });
});
