import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { runMetadata } from "../../support/metadata-command.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { line, seedWithoutPeople } from "./seed.js";

describe("an unusual metadata file", { tags: ["embedded"] }, () => {
  it.each([
    ["a byte order mark", (text: string) => `\ufeff${text}`],
    ["Windows line breaks", (text: string) => text.replaceAll("\n", "\r\n")],
    ["empty lines", (text: string) => `\n${text.replaceAll("\n", "\n \t\r\n\n")}`],
    ["no line break at the end", (text: string) => text.trimEnd()],
    [
      "the longest possible line",
      (text: string) => text.replace('"value":"1"', `"value":"${"\\u0001".repeat(500_000)}"`),
    ],
  ])("with %s is accepted", async (_, change) => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const ids = ["ann", "bob"].map((name) => zitadel.addUser(name, {})).sort();
    const file = createTempFolder()("metadata.jsonl");
    writeFileSync(file, change(ids.map((id) => `${line(id, "a", "1")}\n`).join("")));
    expect(await runMetadata(zitadel, ["import", file, "--write"])).toMatchObject({
      code: 0,
      lines: ["2 entries written, 0 unchanged, 0 failed, of 2 users."],
    });
  });

  it("that does not exist, and a folder, are reported with exit code 2", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const folder = createTempFolder();
    expect(await runMetadata(zitadel, ["import", folder("none")])).toMatchObject({
      code: 2,
      stderr: `Cannot read ${folder("none")} (ENOENT).\n`,
    });
    expect(await runMetadata(zitadel, ["diff", folder("")])).toMatchObject({
      code: 2,
      stderr: `Cannot read ${folder("")} (EISDIR).\n`,
    });
    const output = folder("none/export.jsonl");
    expect(await runMetadata(zitadel, ["export", "--output", output])).toMatchObject({
      code: 2,
      stderr: `Cannot write ${output}.partial (ENOENT).\n`,
    });
  });

  it("without entries is imported and compared without a difference", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const file = createTempFolder()("metadata.jsonl");
    writeFileSync(file, "");
    expect(await runMetadata(zitadel, ["import", file, "--write"])).toMatchObject({ code: 0 });
    expect(await runMetadata(zitadel, ["diff", file])).toMatchObject({
      code: 0,
      lines: ["No differences: 1 user compared."],
    });
  });
});
