import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { problemsOf } from "../support/problems-of.js";

const text = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
const isUnknown = /unknown variable|variable that there is not/i;

/** Name and value of each assignment, those that are commented out included. */
const assignments = [...text.matchAll(/^(# )?([A-Z][A-Z_]+)=(.*)$/gm)].map(
  ([, comment, name = "", value = ""]) => ({ isSet: comment === undefined, name, value }),
);

describe(".env.example", () => {
  it("is a valid configuration as it stands", () => {
    const set = assignments.filter(({ isSet }) => isSet).map(({ name, value }) => [name, value]);
    expect(() => readConfig(Object.fromEntries(set))).not.toThrow();
  });

  it("recognizes an unknown variable", () => {
    expect(problemsOf({ ZITADEL_NO_SUCH_SETTING: "x" }).join()).toMatch(isUnknown);
  });

  it.each(assignments)("names the existing setting $name", ({ name, value }) => {
    expect(problemsOf({ [name]: value }).filter((problem) => isUnknown.test(problem))).toEqual([]);
  });
});
