import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startEmulator } from "zitadel-emulator";
import { write } from "../../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { runMetadata } from "../../support/metadata-command.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { line, seedWithoutPeople } from "./seed.js";

describe("npm run -s cli -- metadata diff", { tags: ["embedded"] }, () => {
  it("prints each difference without values, and exits with 1", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const metadata = { plan: "secret-1", gone: "secret-2", same: "secret-3" };
    const id = zitadel.addUser("ann", { metadata });
    const file = createTempFolder()("export.jsonl");
    await runMetadata(zitadel, ["export", "--output", file]);
    await write(zitadel, id, { plan: "secret-4", gone: "", added: "secret-5" });
    const other = zitadel.addUser("bob", { metadata: { plan: "secret-6" } });
    writeFileSync(file, `${line("0", "plan", "secret-7")}\n${readFileSync(file, "utf8")}`);
    const { code, lines, stdout, stderr } = await runMetadata(zitadel, ["diff", file]);
    expect(new Set(lines.slice(0, -1))).toEqual(
      new Set([`- 0 "plan"`, `+ ${id} "added"`, `- ${id} "gone"`, `~ ${id} "plan"`, `+ ${other} "plan"`]),
    );
    expect(lines.at(-1)).toBe(
      "2 only in the file, 2 only in ZITADEL, 1 with another value: 4 users compared.",
    );
    expect(stdout + stderr).not.toContain("secret");
    expect(code).toBe(1);
  });

  it("prints values with --values", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const id = zitadel.addUser("ann", { metadata: { plan: "gold\u001b[2J", bytes: Buffer.from([0xff]) } });
    const file = createTempFolder()("export.jsonl");
    writeFileSync(file, `${line(id, "plan", "silver")}\n`);
    const { lines } = await runMetadata(zitadel, ["diff", file, "--values"]);
    expect(lines.slice(0, -1)).toEqual([
      `+ ${id} "bytes" base64:/w==`,
      `~ ${id} "plan" "silver" -> "gold\\u001b[2J"`,
    ]);
  });

  it("compares only the selected users and keys", async () => {
    await using zitadel = await startEmulator({ seed: seedWithoutPeople });
    const id = zitadel.addUser("ann", { metadata: { plan: "gold", other: "x" } });
    zitadel.addUser("bob", { metadata: { plan: "gold" } });
    const file = createTempFolder()("export.jsonl");
    writeFileSync(
      file,
      `${line("0", "plan", "gold")}\n${line(id, "plan", "gold")}\n${line(id, "third", "x")}\n`,
    );
    const { code, lines } = await runMetadata(zitadel, ["diff", file, "--users", id, "--keys", "plan"]);
    expect({ code, lines }).toEqual({ code: 0, lines: ["No differences: 1 user compared."] });
  });

  it("finds no differences after an export, an import into another instance, and changed dates", async () => {
    await using source = await startEmulator();
    await using target = await startEmulator();
    for (let n = 0; n < 30; n++) {
      const key = n % 3 === 0 ? "🚀" : "plan";
      source.addUser(`user-${n}`, {
        metadata: { [key]: `value ${n}`, bytes: Buffer.from([n, 0xff]), ﬀ: "\uffff" },
      });
      target.addUser(`user-${n}`, { metadata: n % 2 === 0 ? { plan: "old" } : {} });
    }
    const folder = createTempFolder();
    for (const api of ["v2", "v1"]) {
      const variables = {
        ZITADEL_API_VERSION: api,
        ZITADEL_ORGANIZATION_ID: source.directory.organization("acme"),
      };
      const users = [
        "--users",
        Array.from({ length: 30 }, (_, n) => source.directory.user(`user-${n}`)).join(","),
      ];
      const [exported, again] = [folder(`${api}.jsonl`), folder(`${api}-again.jsonl`)];
      const run = async (zitadel: typeof source, args: readonly string[]): Promise<number> =>
        (await runMetadata(zitadel, [...args, ...users], { variables })).code;
      expect(await run(source, ["export", "--output", exported])).toBe(0);
      expect(await run(target, ["import", exported, "--write"])).toBe(0);
      expect(await run(target, ["export", "--output", again, "--keys", "plan,bytes,🚀,ﬀ"])).toBe(0);
      expect(await run(source, ["diff", exported])).toBe(0);
      // The target has the key plan of users without it in the source: an import deletes nothing.
      expect(await run(target, ["diff", exported, "--keys", "bytes,🚀,ﬀ"])).toBe(0);
      expect(await run(target, ["diff", exported])).toBe(1);
    }
  });
});
