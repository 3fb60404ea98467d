import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { minimalEnv, readConfigIssues } from "./config-issues.js";

const withRules = (...rules: readonly unknown[]): readonly string[] =>
  readConfigIssues({ METADATA_POLICY: JSON.stringify({ rules }) });

describe("METADATA_POLICY", () => {
  it.each([
    ["text that is not JSON", "{", /not valid JSON \(.*\); expected a JSON object with rules$/],
    [
      "JSON that is not an object",
      "[]",
      /invalid value \[\] at the top level; expected an object with rules$/,
    ],
    ["a name twice", '{"rules":[],"rules":[{"keys":["a"]}]}', /not valid JSON \(Duplicate key 'rules'/],
    ["the name of a file", "/etc/policy.json", /to read a file, set METADATA_POLICY_FILE/],
    ["no rules", "{}", /: the policy has no rules; expected a list of rules$/],
    ["an empty list", '{"rules":[]}', /: rules is empty; expected at least one rule$/],
    ["rules that are not a list", '{"rules":1}', /: invalid value 1 at rules; expected a list of rules$/],
    [
      "an unknown property",
      '{"rules":[{"keys":["a"]}],"rule":1}',
      /: the policy has the unknown property "rule"; expected an object with rules$/,
    ],
  ])("rejects %s", (_, policy, words) => {
    expect(readConfigIssues({ METADATA_POLICY: policy })).toEqual([expect.stringMatching(words)]);
  });

  it.each([
    [
      "an unknown property of a rule",
      { keys: ["a"], reads: ["anyone"] },
      /: rules\.0 has the unknown property "reads"; expected an object with keys/,
    ],
    ["a rule without keys", { read: ["anyone"] }, /: rules\.0 has no keys; expected a list of keys$/],
    ["no keys", { keys: [] }, /: rules\.0\.keys is empty; expected at least one key$/],
    ["a key that is not text", { keys: [1] }, /: invalid value 1 at rules\.0\.keys\.0; expected a key of/],
    ["text for a list", { keys: ["a"], read: "self" }, /"self" at rules\.0\.read; expected a list of/],
    ["an empty key", { keys: [""] }, /at rules\.0\.keys\.0; expected a key of 1 to 200 characters/],
    ["a star within a key", { keys: ["a*b"] }, /at rules\.0\.keys\.0; expected a key/],
    ["two stars", { keys: ["a**"] }, /at rules\.0\.keys\.0; expected a key/],
    ["U+0000 in a key", { keys: ["a\0*"] }, /at rules\.0\.keys\.0; expected a key/],
    ["an unpaired surrogate", { keys: ["a\ud83d*"] }, /at rules\.0\.keys\.0; expected a key/],
    [
      "an unknown principal",
      { keys: ["a"], read: ["anybody"] },
      /at rules\.0\.read\.0; expected self, anyone, role:/,
    ],
    ["a role without name", { keys: ["a"], write: ["role:"] }, /at rules\.0\.write\.0; expected self/],
    [
      "a role with an empty organization",
      { keys: ["a"], write: ["role:x@"] },
      /at rules\.0\.write\.0; expected self/,
    ],
    [
      "an empty role with an organization",
      { keys: ["a"], write: ["role:@owner"] },
      /at rules\.0\.write\.0; expected self/,
    ],
    [
      "a space at the end of a principal",
      { keys: ["a"], read: ["user:1 "] },
      /at rules\.0\.read\.0; expected self/,
    ],
    [
      "a role key with an open quotation mark",
      { keys: ["a"], read: ['role:"a'] },
      /at rules\.0\.read\.0; expected self/,
    ],
    [
      "another credential",
      { keys: ["a"], as: "owner" },
      /: invalid value "owner" at rules\.0\.as; expected caller or service$/,
    ],
    [
      "a size of 0",
      { keys: ["a"], maxValueBytes: 0 },
      /: invalid value 0 at rules\.0\.maxValueBytes; expected an integer from 1 to 500000$/,
    ],
    [
      "a size above the limit of ZITADEL",
      { keys: ["a"], maxValueBytes: 500_001 },
      /: invalid value 500001 at rules\.0\.maxValueBytes; expected an integer from 1 to 500000$/,
    ],
  ])("rejects %s", (_, rule, words) => {
    expect(withRules(rule)).toEqual([expect.stringMatching(words)]);
  });

  it("reports all problems of a policy together", () => {
    expect(withRules({ keys: ["a**"], read: ["x"] }, { keys: [1] })).toHaveLength(3);
  });

  it.each([
    ["a key after all keys", [["*"], ["a"]], "rules.1.keys.0", "rules.0.keys.0"],
    ["a key after its prefix", [["a.*"], ["b", "a.b"]], "rules.1.keys.1", "rules.0.keys.0"],
    ["a prefix after a shorter prefix", [["a*"], ["a.*"]], "rules.1.keys.0", "rules.0.keys.0"],
    ["the same key again", [["b"], ["b"]], "rules.1.keys.0", "rules.0.keys.0"],
    ["a key after its prefix within one rule", [["a.*", "a.b"]], "rules.0.keys.1", "rules.0.keys.0"],
  ])("rejects a pattern that never applies: %s", (_, keys, place, by) => {
    const found = `${place} never applies because ${by} covers it`;
    expect(withRules(...keys.map((it) => ({ keys: it })))).toEqual([expect.stringContaining(found)]);
  });

  it("accepts a key before its prefix; patterns are case-sensitive", () => {
    expect(withRules({ keys: ["a.b"] }, { keys: ["a.*", "A.*"] }, { keys: ["*"] })).toEqual([]);
  });

  it("accepts the example in docs/access-rules.md", () => {
    const page = readFileSync(new URL("../../docs/access-rules.md", import.meta.url), "utf8");
    const policy = /```json policy\n(.*?)```/s.exec(page)?.[1] ?? "";
    const env = {
      METADATA_POLICY: policy,
      ZITADEL_SERVICE_USER_TOKEN: "pat",
      JWT_SKIP_INTROSPECTION: "true",
    };
    expect(readConfig({ ...minimalEnv, ...env }).policy.rules).toHaveLength(4);
  });

  it("reads the policy from METADATA_POLICY_FILE and names that variable in problems", () => {
    const folder = mkdtempSync(join(tmpdir(), "policy-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, "policy.json");
    writeFileSync(file, '{"rules":[{"keys":["*"],"read":["self"]}]}');
    expect(readConfig({ ...minimalEnv, METADATA_POLICY_FILE: file }).policy.rules).toHaveLength(1);
    writeFileSync(file, "{}");
    expect(readConfigIssues({ METADATA_POLICY_FILE: file })).toEqual([
      expect.stringMatching(/^METADATA_POLICY_FILE: the policy has no rules/),
    ]);
    expect(readConfigIssues({ METADATA_POLICY_FILE: join(folder, "none.json") })[0]).toContain("ENOENT");
  });
});

describe('a rule with "as": "service"', () => {
  const METADATA_POLICY = JSON.stringify({ rules: [{ keys: ["*"], read: ["self"], as: "service" }] });
  const service = { ZITADEL_SERVICE_USER_TOKEN: "a-pat" };
  const introspection = { ZITADEL_INTROSPECTION_CLIENT_ID: "id", ZITADEL_INTROSPECTION_CLIENT_SECRET: "s" };

  it("is accepted with a service user and with introspection or JWT_SKIP_INTROSPECTION", () => {
    expect(readConfigIssues({ METADATA_POLICY, ...service, ...introspection })).toEqual([]);
    expect(readConfigIssues({ METADATA_POLICY, ...service, JWT_SKIP_INTROSPECTION: "true" })).toEqual([]);
  });

  it.each([
    [
      "a service user",
      introspection,
      /^METADATA_POLICY: .*requires a service user; set ZITADEL_SERVICE_USER_KEY/,
    ],
    ["introspection of JWTs", service, /^JWT_SKIP_INTROSPECTION: .*; set ZITADEL_INTROSPECTION_KEY/],
  ])("is rejected without %s", (_, env, words) => {
    expect(readConfigIssues({ METADATA_POLICY, ...env })).toEqual([expect.stringMatching(words)]);
  });

  it("is rejected if userinfo validates tokens", () => {
    const env = { METADATA_POLICY, ...service, ...introspection, TOKEN_VALIDATION: "userinfo" };
    expect(readConfigIssues(env)).toEqual([
      expect.stringMatching(/^TOKEN_VALIDATION: userinfo is not allowed/),
    ]);
  });

  it("is rejected with an EC key, without printing the key", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = privateKey.export({ type: "sec1", format: "pem" }).toString();
    const ZITADEL_SERVICE_USER_KEY = JSON.stringify({ type: "serviceaccount", userId: "1", keyId: "2", key });
    const problems = readConfigIssues({ METADATA_POLICY, ...introspection, ZITADEL_SERVICE_USER_KEY });
    expect(problems).toEqual([
      expect.stringMatching(/^ZITADEL_SERVICE_USER_KEY: .*the JSON key file of a service user/),
    ]);
    expect(problems.join()).not.toContain(key.split("\n")[1]);
  });

  it("is rejected with two service user credentials", () => {
    const two = {
      ...service,
      ZITADEL_SERVICE_USER_CLIENT_ID: "id",
      ZITADEL_SERVICE_USER_CLIENT_SECRET: "s3cret",
    };
    const problems = readConfigIssues({ METADATA_POLICY, ...introspection, ...two });
    expect(problems.join()).toMatch(
      /ZITADEL_SERVICE_USER_TOKEN: ZITADEL_SERVICE_USER_KEY or .* is also set; set only one/,
    );
    expect(problems.join()).not.toContain("s3cret");
  });
});

describe("ALLOWED_CLIENT_IDS", () => {
  it("is rejected with userinfo, which does not return the client id", () => {
    const env = { ALLOWED_CLIENT_IDS: "1,pat", TOKEN_VALIDATION: "userinfo" };
    expect(readConfigIssues(env)).toEqual([expect.stringMatching(/^ALLOWED_CLIENT_IDS: /)]);
  });
});
