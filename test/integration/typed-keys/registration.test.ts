import { execFile } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/query.js";
import { createTempFolder } from "../../support/temp-folder.js";
import { startTestEnv } from "../../support/test-env.js";

const run = promisify(execFile);
const root = new URL("../../../", import.meta.url);
const document = readFileSync(new URL("docs/typed-keys.md", root), "utf8");

function block(language: string, words: string): string {
  const blocks = [...document.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const text = blocks
    .filter(([, name]) => name === language)
    .map(([, , content = ""]) => content)
    .find((content) => content.includes(words));
  if (text === undefined) throw new Error(`docs/typed-keys.md has no ${language} with ${words}.`);
  return text;
}

describe("the registration in docs/typed-keys.md", { tags: ["embedded"] }, () => {
  const schema = block("json", '"properties"');

  it("stores values that the subgraph reads as attributes", async () => {
    await using env = await startTestEnv({ METADATA_SCHEMA: schema });
    const commands = block("sh", "register.mjs")
      .replace("http://localhost:8080", env.zitadel.issuer)
      .replace("$(npm run -s cli -- token manager)", env.pat("manager"));
    expect(commands).toContain(env.zitadel.directory.organization("acme"));
    const { stdout } = await register(commands);
    const token = env.pat("manager");
    expect(
      await queryEntities(env, [stdout.trim()], "attributes { contractNumber preferencesTheme tags }", {
        token,
      }),
    ).toMatchObject({
      codes: [],
      data: {
        _entities: [{ attributes: { contractNumber: "12345", preferencesTheme: "dark", tags: ["new"] } }],
      },
    });
  });

  it("validates formats, as the subgraph does", async () => {
    const since = '"contract": { "type": "string", "format": "date-time", ';
    const commands = block("sh", "register.mjs").replace("$(npm run -s cli -- token manager)", "unused");
    await expect(
      register(commands, schema.replace('"contract": { "type": "string", ', since)),
    ).rejects.toThrow(/invalid attributes: .*date-time/);
  });

  /** Runs the commands in a folder with the recipe, the file and the packages that it needs. */
  async function register(commands: string, file = schema): Promise<{ readonly stdout: string }> {
    const inFolder = createTempFolder();
    writeFileSync(inFolder("register.mjs"), block("js", "function register"));
    writeFileSync(inFolder("metadata-schema.json"), file);
    symlinkSync(new URL("node_modules", root), inFolder("node_modules"));
    return run("sh", ["-c", commands], { cwd: inFolder(".") });
  }
});
