import { beforeEach, describe, expect, it } from "vitest";
import { type GraphqlResponse, setUserMetadata } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";

describe("setUserMetadata input", () => {
  const env = useTestEnv();
  let userId: string;
  beforeEach(async () => {
    userId = (await env.addPerson({ metadata: { kept: "as it was", old: "1" } })).id;
    env.takeCalls();
  });

  const set = (entries: readonly unknown[]): Promise<GraphqlResponse> =>
    setUserMetadata(env, env.pat("manager"), userId, entries);

  const long = "k".repeat(200);
  it.each([
    ["no entries", [], [{ code: "EMPTY_INPUT", field: ["entries"], key: null }]],
    [
      "an empty key",
      [{ key: "", value: "x" }],
      [{ code: "KEY_REQUIRED", field: ["entries", "0", "key"], key: "" }],
    ],
    [
      "a key of 201 characters",
      [{ key: `${long}k`, value: "x" }],
      [{ code: "KEY_TOO_LONG", field: ["entries", "0", "key"], key: `${long}k` }],
    ],
    ["U+0000 in a key", [{ key: "a\0b", value: "x" }], [{ code: "KEY_INVALID", key: "a\0b" }]],
    ["half a surrogate pair in a key", [{ key: "a\ud800", value: "x" }], [{ code: "KEY_INVALID" }]],
    [
      "a key twice",
      [
        { key: "a", value: "1" },
        { key: "b", value: "1" },
        { key: "a", value: "2" },
      ],
      [{ code: "DUPLICATE_KEY", field: ["entries", "2", "key"], key: "a" }],
    ],
    ["no value", [{ key: "a" }], [{ code: "VALUE_REQUIRED", field: ["entries", "0"], key: "a" }]],
    ["null for both values", [{ key: "a", value: null, valueBase64: null }], [{ code: "VALUE_REQUIRED" }]],
    [
      "both values",
      [{ key: "a", value: "", valueBase64: "" }],
      [{ code: "VALUE_AMBIGUOUS", field: ["entries", "0"] }],
    ],
    [
      "an empty value",
      [{ key: "a", value: "" }],
      [{ code: "VALUE_EMPTY", field: ["entries", "0", "value"] }],
    ],
    ["only base64 padding", [{ key: "a", valueBase64: "==" }], [{ code: "VALUE_INVALID" }]],
    ["an empty base64 value", [{ key: "a", valueBase64: "" }], [{ code: "VALUE_EMPTY" }]],
    ["invalid base64", [{ key: "a", valueBase64: "not base64!" }], [{ code: "VALUE_INVALID" }]],
    ["base64 with mixed alphabets", [{ key: "a", valueBase64: "-_+/" }], [{ code: "VALUE_INVALID" }]],
    ["one base64 character", [{ key: "a", valueBase64: "Q" }], [{ code: "VALUE_INVALID" }]],
    ["half a surrogate pair in a value", [{ key: "a", value: "\udc00" }], [{ code: "VALUE_INVALID" }]],
    [
      "500,001 bytes",
      [{ key: "a", value: "ü".repeat(250_000) + "a" }],
      [{ code: "VALUE_TOO_LARGE", field: ["entries", "0", "value"], key: "a" }],
    ],
    [
      "several invalid entries, each reported",
      [{ key: "", value: "" }, { key: "fine", value: "fine" }, { key: "b" }],
      [
        { code: "KEY_REQUIRED" },
        { code: "VALUE_EMPTY" },
        { code: "VALUE_REQUIRED", field: ["entries", "2"] },
      ],
    ],
  ])("sends nothing to ZITADEL for %s", async (_, entries, userErrors) => {
    const { data, errors } = await set(entries);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ setUserMetadata: { user: null, entries: [], userErrors } });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("accepts a key of 200 supplementary characters and a value of 500,000 bytes", async () => {
    const key = "🚀".repeat(200);
    const { data } = await set([{ key, value: "a".repeat(500_000) }]);
    expect(data).toMatchObject({ setUserMetadata: { userErrors: [] } });
    expect((await env.zitadel.getMetadata(userId)).get(key)).toHaveLength(500_000);
  });

  it("accepts 200 entries and rejects 201", async () => {
    const entries = Array.from({ length: 201 }, (_, index) => ({ key: `k${index}`, value: "v" }));
    const { data } = await set(entries);
    expect(data).toMatchObject({
      setUserMetadata: { userErrors: [{ code: "TOO_MANY_ENTRIES", field: ["entries"] }] },
    });
    expect((await set(entries.slice(1))).data).toMatchObject({ setUserMetadata: { userErrors: [] } });
  });
});
