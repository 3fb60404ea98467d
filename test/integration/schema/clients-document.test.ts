import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");

/** The files in the document, and the text it shows for each. */
const documentedFiles = new Map(
  [...read("docs/clients.md").matchAll(/^```ts (\S+)\n(.*?)^```$/gms)].map(([, file = "", text = ""]) => [
    file,
    text,
  ]),
);

/** Files that only the tests need. */
const testFiles = ["install.setup.ts", "open-clients.ts", "start-supergraph.ts", "vitest.config.ts"];

describe("docs/clients.md", () => {
  it("shows every file of examples/clients except those of the tests", () => {
    const files = readdirSync(new URL("../../../examples/clients/", import.meta.url))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !testFiles.includes(name))
      .map((name) => `examples/clients/${name}`);
    expect([...documentedFiles.keys()].sort()).toEqual(files.sort());
  });

  it.each([...documentedFiles])("shows %s unchanged", (file, text) => {
    expect(text).toBe(read(file));
  });
});
