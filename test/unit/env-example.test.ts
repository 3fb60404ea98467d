import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfigIssues } from "./config-issues.js";

const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
const required = [...example.matchAll(/^([A-Z_]+)=(.+)$/gm)];
const optional = [...example.matchAll(/^# ([A-Z_]+)=(.+)$/gm)];

describe(".env.example", () => {
  it("is a valid configuration", () => {
    const env = Object.fromEntries(required.map(([, name = "", value = ""]) => [name, value]));
    expect(Object.keys(env)).toEqual(["ZITADEL_ISSUER", "ZITADEL_PROJECT_ID"]);
    expect(readConfigIssues(env)).toEqual([]);
  });

  it.each(
    optional.filter(([, name = ""]) => !name.endsWith("_FILE")).map(([, name, value]) => [name, value]),
  )("has a valid example for %s", (name = "", value = "") => {
    const issues = readConfigIssues({ [name]: value });
    expect(issues.filter((issue) => /: (invalid value|unknown)/.test(issue))).toEqual([]);
  });

  it.each(optional.filter(([, name = ""]) => name.endsWith("_FILE")).map(([, name, value]) => [name, value]))(
    "has a path as the example for %s",
    (name = "", value = "") => {
      expect(readConfigIssues({ [name]: value })).toEqual([expect.stringContaining("cannot read the file")]);
    },
  );
});
