import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");

/** The files that the document shows, with what it shows. */
const shown = new Map(
  [...read("docs/clients.md").matchAll(/^```ts (\S+)\n(.*?)^```$/gms)].map(([, file = "", text = ""]) => [
    file,
    text,
  ]),
);

/** Those that only tests need. */
const ofTests = ["install.setup.ts", "open-clients.ts", "start-supergraph.ts", "vitest.config.ts"];

describe("docs/clients.md", () => {
  it("shows every file of examples/clients that is there to copy", () => {
    const files = readdirSync(new URL("../../../examples/clients/", import.meta.url))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !ofTests.includes(name))
      .map((name) => `examples/clients/${name}`);
    expect([...shown.keys()].sort()).toEqual(files.sort());
  });

  it.each([...shown])("shows %s as it is", (file, text) => {
    expect(text).toBe(read(file));
  });
});
