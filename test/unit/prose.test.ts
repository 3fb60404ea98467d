import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const checker = new URL("../../prose/check.ts", import.meta.url);

/** Runs `npm run check:prose` on these files. Returns its output lines, each with the file name first. */
async function checkProse(
  files: Readonly<Record<string, string>>,
): Promise<{ lines: string[]; code: number | null }> {
  const folder = await mkdtemp(join(tmpdir(), "prose-"));
  try {
    const paths = Object.keys(files).map((name) => join(folder, name));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const { stdout, status } = spawnSync(process.execPath, ["--import", "tsx", checker.pathname, ...paths], {
      encoding: "utf8",
    });
    return {
      lines: stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => line.replace(`${folder}/`, "")),
      code: status,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("check:prose", () => {
  it("reports rejected words in documents, comments, strings, descriptions and page texts", async () => {
    const { lines, code } = await checkProse({
      "document.md":
        "# Title\n\nThe service is told\nby whoever signs in. A body that is\nno JSON is `refused`.\n",
      "module.ts": [
        "// Nobody reads this.",
        "/**",
        " * The request has",
        " * begun.",
        " */",
        "export const message = `The ${name} was asked.`;",
        'throw new Error("This is no JSON");',
      ].join("\n"),
      "page.tsx": "export const page = <p>\n  Trouble ahead\n</p>;\n",
      "page.html": "<p>Seldom</p>\n<script>const seldom = 1;</script>\n",
      "schema.graphql": '"""\nThe organisation of a user.\n"""\ntype Organisation { id: ID! }\n',
      "settings.yaml": "# Mended daily.\nowner: 1\n",
    });
    expect(lines).toEqual([
      "document.md:3: told → reported, logged, passed, configured",
      "document.md:4: whoever → the user, caller or process",
      "document.md:4: is no → is not a, is invalid, cannot",
      "module.ts:1: Nobody → no user, no caller",
      "module.ts:4: begun → started",
      "module.ts:6: asked → call, query, request",
      "module.ts:7: is no → is not a, is invalid, cannot",
      "page.html:1: Seldom → rarely, at most once per interval",
      "page.tsx:2: Trouble → failure, error",
      "schema.graphql:2: organisation → organization",
      "settings.yaml:1: Mended → fix, correct",
    ]);
    expect(code).toBe(1);
  }, 120_000);

  it("accepts clean prose, code, names and strings of one word", async () => {
    const { lines, code } = await checkProse({
      "document.md":
        "The value is no longer valid. See `owner` and the resource owner.\n\n```sh\nasked=1\n```\n",
      "module.ts":
        '// Calls `answer()`.\nconst owner = asked.told;\nexport const weather = { owner, kind: "owner", path: "/users/owner" };\n',
    });
    expect(lines).toEqual([]);
    expect(code).toBe(0);
  }, 120_000);
});
