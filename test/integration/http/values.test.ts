import { describe, expect, it } from "vitest";
import { allScopes, startTestEnv, useTestEnv } from "../../support/test-env.js";

/** Both read methods with their scopes. They encode bytes with different base64 alphabets. */
const readMethods = [
  ["userinfo", allScopes],
  ["list", "openid urn:zitadel:iam:org:project:id:zitadel:aud"],
] as const;

const invalidUtf8 = Uint8Array.of(0x66, 0xff, 0xfe, 0xfb, 0xef);
const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

describe.each(readMethods)("metadata read by %s", (_, scope) => {
  const env = useTestEnv();

  async function readAs(metadata: Record<string, string | Uint8Array>, fields: string): Promise<unknown> {
    const { name } = await env.addPerson({ metadata });
    const token = await env.login(name, { scope });
    const { data, errors } = await env.query(`{ me { metadata { ${fields} } } }`, { token });
    expect(errors).toEqual([]);
    return data;
  }

  it("returns the exact bytes and no text for a value that is not UTF-8", async () => {
    expect(await readAs({ logo: invalidUtf8 }, "value valueBase64 valueJson sizeInBytes")).toEqual({
      me: { metadata: [{ value: null, valueBase64: "Zv/+++8=", valueJson: null, sizeInBytes: 5 }] },
    });
  });

  it("preserves a byte order mark, line breaks, supplementary characters and U+FFFD in text", async () => {
    const text = "\uFEFFa\r\n🚀\uFFFD\0";
    expect(await readAs({ text }, "value sizeInBytes")).toEqual({
      me: { metadata: [{ value: text, sizeInBytes: 14 }] },
    });
  });

  it("sorts by Unicode code point, not by UTF-16 code unit", async () => {
    const metadata = { "🚀": "4", ﬀ: "3", é: "2", "e\u0301": "1", Z: "0" };
    expect(await readAs(metadata, "value")).toEqual({
      me: { metadata: ["0", "1", "2", "3", "4"].map((value) => ({ value })) },
    });
  });

  it("returns keys such as __proto__ and constructor like any other", async () => {
    const metadata = Object.fromEntries([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
    const { name } = await env.addPerson({ metadata });
    const token = await env.login(name, { scope });
    const { data } = await env.query(
      '{ me { metadataMap metadataEntry(key: "__proto__") { value } absent: metadataEntry(key: "toString") { value } } }',
      { token },
    );
    expect(JSON.stringify(data)).toBe(
      '{"me":{"metadataMap":{"__proto__":"1","constructor":"2"},"metadataEntry":{"value":"1"},"absent":null}}',
    );
  });

  it("parses a value as JSON of at most 64 levels", async () => {
    const metadata = {
      a: '{"theme":"dark","__proto__":{"x":1},"n":[1.50,null]}',
      b: "not JSON",
      c: "null",
      d: nested(64),
      e: nested(65),
      f: nested(5000),
      g: JSON.stringify("[".repeat(100)),
    };
    const data = await readAs(metadata, "valueJson");
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        me: {
          metadata: [
            { valueJson: "A" },
            { valueJson: null },
            { valueJson: null },
            { valueJson: "D" },
            { valueJson: null },
            { valueJson: null },
            { valueJson: "[".repeat(100) },
          ],
        },
      })
        .replace('"A"', '{"theme":"dark","__proto__":{"x":1},"n":[1.5,null]}')
        .replace('"D"', nested(64)),
    );
  });

  it("returns null as valueJson for JSON with a number that is too large for double precision", async () => {
    const metadata = {
      a: "1e400",
      b: '{"x":[1,-2E999]}',
      c: `[${"9".repeat(310)}]`,
      d: `[${"9".repeat(305)}.0e9]`,
      e: "[1e308]",
      f: '["1e999"]',
    };
    expect(await readAs(metadata, "key valueJson")).toEqual({
      me: {
        metadata: [
          ...["a", "b", "c", "d"].map((key) => ({ key, valueJson: null })),
          { key: "e", valueJson: [1e308] },
          { key: "f", valueJson: ["1e999"] },
        ],
      },
    });
  });

  it("returns null as valueJson for JSON with an unpaired surrogate in a string or a key", async () => {
    const escaped = {
      a: '"I like \\ud83d"',
      b: '[{"x":["\\udc00"]}]',
      c: '{"\\ud800":1}',
      d: '"\\ud83d\\ude00"',
      e: '"\\\\ud83d"',
    };
    expect(await readAs(escaped, "value valueJson")).toEqual({
      me: {
        metadata: [
          { value: escaped.a, valueJson: null },
          { value: escaped.b, valueJson: null },
          { value: escaped.c, valueJson: null },
          { value: escaped.d, valueJson: "😀" },
          { value: escaped.e, valueJson: "\\ud83d" },
        ],
      },
    });
  });
});

describe("UserMetadataEntry.id", () => {
  it("depends on the user id and the key, not on the read method", async () => {
    await using env = await startTestEnv();
    const read = async (scope: string): Promise<unknown> =>
      (
        await env.query("{ me { metadata { id key } } }", {
          token: await env.login("road-runner", { scope }),
        })
      ).data;
    const [userinfo, list] = [await read(readMethods[0][1]), await read(readMethods[1][1])];
    expect(userinfo).toEqual(list);
    const id = Buffer.from(
      `UserMetadataEntry:${env.zitadel.directory.user("road-runner")}:contract`,
    ).toString("base64url");
    expect(userinfo).toMatchObject({ me: { metadata: [{ id, key: "contract" }, {}, {}] } });
  });
});
