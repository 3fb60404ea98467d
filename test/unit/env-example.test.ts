import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";

it("accepts .env.example as it stands", () => {
  const text = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
  const assignments = [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(
    ([, name, value]) => [name, value] as const,
  );
  const env: Record<string, string> = Object.fromEntries(assignments);
  expect(() => readConfig(env)).not.toThrow();
});
