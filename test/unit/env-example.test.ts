import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const example = read(".env.example");

describe(".env.example", () => {
  it("is a valid configuration", () => {
    const assignments = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(
      ([, name, value]) => [name, value] as const,
    );
    const env: Record<string, string> = Object.fromEntries(assignments);
    expect(() => readConfig(env)).not.toThrow();
  });

  it("names only settings of docs/configuration.md, those that are commented out included", () => {
    const documented = new Set(read("docs/configuration.md").match(/\b[A-Z][A-Z_]+\b/g));
    const names = [...example.matchAll(/^(?:# )?([A-Z_]+?)(?:_FILE)?=/gm)].map(([, name = ""]) => name);
    expect(names.filter((name) => !documented.has(name))).toEqual([]);
  });
});
