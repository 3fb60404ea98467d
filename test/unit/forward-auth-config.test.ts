import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { minimalEnv, readConfigIssues } from "./config-issues.js";

const read = (keys: string): unknown => readConfig({ ...minimalEnv, FORWARD_AUTH_KEYS: keys }).forwardAuth;

describe("FORWARD_AUTH_KEYS", () => {
  it.each([
    ["plan", "X-User-Metadata-Plan"],
    ["preferences.theme", "X-User-Metadata-Preferences-Theme"],
    ["billingSeats", "X-User-Metadata-Billingseats"],
    ["EU_region-2", "X-User-Metadata-Eu-Region-2"],
    ["größe", "X-User-Metadata-Gr--E"],
    ["🚀x", "X-User-Metadata--X"],
    // Equal to K and s for regular expressions that ignore case.
    ["\u212Aey\u017F", "X-User-Metadata--Ey-"],
    ["a\r\nX-User-Id: 1", "X-User-Metadata-A--X-User-Id--1"],
  ])("names the header of the key %j", (key, header) => {
    expect(read(key)).toEqual([{ key, header }]);
  });

  it("keeps the order of the keys and trims them", () => {
    expect(read(" region , plan ")).toEqual([
      { key: "region", header: "X-User-Metadata-Region" },
      { key: "plan", header: "X-User-Metadata-Plan" },
    ]);
  });

  it("reports invalid keys and all clashes of headers, with the other problems", () => {
    const long = "x".repeat(201);
    const issues = readConfigIssues({ FORWARD_AUTH_KEYS: `a.b,a-b,A_B,${long},plan`, PORT: "x" });
    expect([...issues].sort()).toEqual([
      'FORWARD_AUTH_KEYS: invalid key "xxxxxxxxxxxxxxxxxxxx…"; expected a metadata key of 1 to 200 characters',
      'FORWARD_AUTH_KEYS: the keys "a.b" and "A_B" have the same header X-User-Metadata-A-B; list one of them',
      'FORWARD_AUTH_KEYS: the keys "a.b" and "a-b" have the same header X-User-Metadata-A-B; list one of them',
      'PORT: invalid value "x"; expected an integer from 0 to 65535',
    ]);
  });

  it.each([",", "plan,", "plan,,region", "plan,plan"])("rejects the list %j", (keys) => {
    expect(readConfigIssues({ FORWARD_AUTH_KEYS: keys })).toEqual([
      `FORWARD_AUTH_KEYS: invalid value "${keys}"; expected a comma-separated list of metadata keys, without duplicates`,
    ]);
  });

  it("accepts 32 keys, and reports more in one line", () => {
    const keys = (count: number): string => Array.from({ length: count }, (_, n) => `key${n}`).join(",");
    expect(read(keys(32))).toHaveLength(32);
    expect(readConfigIssues({ FORWARD_AUTH_KEYS: keys(33) })).toEqual([
      "FORWARD_AUTH_KEYS: 33 keys; expected at most 32",
    ]);
    expect(readConfigIssues({ FORWARD_AUTH_KEYS: keys(10_000) })).toEqual([
      "FORWARD_AUTH_KEYS: 10000 keys; expected at most 32",
    ]);
  });
});
