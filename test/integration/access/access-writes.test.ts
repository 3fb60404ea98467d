import { describe, expect, it } from "vitest";
import { accessMetadata, useAccessEnv } from "./access-env.js";
import { deleteUserMetadata, setUserMetadata } from "../../support/query.js";
import { apis } from "../../support/test-env.js";

describe.each(apis)("writes by policy with API %s", (api) => {
  const { env, tokenOf, userIdOf } = useAccessEnv(api);

  const notWritable = (key: string): unknown => [
    { code: "KEY_NOT_WRITABLE", field: ["entries", "0", "key"], key },
  ];

  /** Result of each caller's write to one of ada's keys: the userErrors, or the code of the error. */
  const writes = [
    ["ada herself", "preferences.theme", []],
    ["ada herself", "internal.note", notWritable("internal.note")],
    ["ada herself", "team.lead", notWritable("team.lead")],
    ["ada herself", "billing.plan", notWritable("billing.plan")],
    ["ada herself", "nick", "FORBIDDEN"],
    ["eve, who has no role", "preferences.theme", notWritable("preferences.theme")],
    ["eve, who has no role", "billing.plan", notWritable("billing.plan")],
    ["eve through the checkout", "billing.plan", []],
    ["eve through the checkout", "nick", "FORBIDDEN"],
    ["an admin", "internal.note", notWritable("internal.note")],
    ["support of acme", "team.lead", []],
    ["support of acme", "preferences.theme", notWritable("preferences.theme")],
    ["a manager in ZITADEL", "nick", []],
    ["a manager in ZITADEL", "internal.note", notWritable("internal.note")],
    ["a manager in ZITADEL", "preferences.theme", notWritable("preferences.theme")],
  ] as const;

  it.each(writes)("applies the policy when %s sets %s of ada: %j", async (caller, key, outcome) => {
    const { id } = await env.addPerson({ metadata: accessMetadata });
    const userId = caller === "ada herself" ? userIdOf("ada of acme") : id;
    const { data, codes } = await setUserMetadata(env, tokenOf(caller), userId, [{ key, value: "new" }]);
    const stored = Buffer.from((await env.zitadel.getMetadata(userId)).get(key) ?? []).toString();
    if (outcome === "FORBIDDEN") {
      expect({ data, codes }).toEqual({ data: { setUserMetadata: null }, codes: ["FORBIDDEN"] });
    } else {
      expect(codes).toEqual([]);
      expect(data).toMatchObject({ setUserMetadata: { userErrors: outcome } });
    }
    const isWritten = Array.isArray(outcome) && outcome.length === 0;
    expect(stored === "new").toBe(isWritten);
  });

  it("writes nothing if a key is not writable, and reports each such key", async () => {
    const entries = ["preferences.a", "internal.b", "preferences.c", "team.d"].map((key) => ({
      key,
      value: "x",
    }));
    const id = userIdOf("ada of acme");
    const { data } = await setUserMetadata(env, tokenOf("ada herself"), id, entries);
    expect(data).toMatchObject({
      setUserMetadata: {
        user: null,
        entries: [],
        userErrors: [
          { code: "KEY_NOT_WRITABLE", field: ["entries", "1", "key"], key: "internal.b" },
          { code: "KEY_NOT_WRITABLE", field: ["entries", "3", "key"], key: "team.d" },
        ],
      },
    });
    expect(env.takeCalls()).not.toHaveProperty("set");
  });

  it("makes the whole write as the caller if one key's rule requires it, so that ZITADEL rejects all of it", async () => {
    const entries = [
      { key: "preferences.theme", value: "light" },
      { key: "nick", value: "Countess" },
    ];
    const id = userIdOf("ada of acme");
    const { codes, errors } = await setUserMetadata(env, tokenOf("ada herself"), id, entries);
    expect(codes).toEqual(["FORBIDDEN"]);
    expect(errors[0]?.message).toMatch(/the keys "nick" .* the keys "preferences\.theme" .* of their own\.$/);
  });

  it("reports a value larger than the rule's maxValueBytes at its field and accepts one of exactly that size", async () => {
    const id = userIdOf("ada of acme");
    const set = (bytes: number): ReturnType<typeof setUserMetadata> =>
      setUserMetadata(env, tokenOf("ada herself"), id, [
        { key: "preferences.long", valueBase64: Buffer.alloc(bytes, "x").toString("base64") },
      ]);
    expect((await set(21)).data).toMatchObject({
      setUserMetadata: {
        userErrors: [
          { code: "VALUE_TOO_LARGE", field: ["entries", "0", "valueBase64"], key: "preferences.long" },
        ],
      },
    });
    expect((await set(20)).data).toMatchObject({ setUserMetadata: { userErrors: [] } });
  });

  it("evaluates the rules before it reports an unknown user", async () => {
    const set = (key: string): ReturnType<typeof setUserMetadata> =>
      setUserMetadata(env, tokenOf("eve through the checkout"), "999999999999999999", [{ key, value: "x" }]);
    expect((await set("internal.note")).data).toMatchObject({
      setUserMetadata: { userErrors: [{ code: "KEY_NOT_WRITABLE" }] },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
    expect((await set("billing.plan")).data).toMatchObject({
      setUserMetadata: { userErrors: [{ code: "USER_NOT_FOUND" }] },
    });
  });

  it("lets ada delete her own preferences and none of her other keys", async () => {
    const { name, id } = await env.addPerson({ metadata: accessMetadata });
    const token = await env.login(name);
    expect((await deleteUserMetadata(env, token, id, ["preferences.theme", "team.lead"])).data).toMatchObject(
      {
        deleteUserMetadata: {
          deletedKeys: [],
          userErrors: [{ code: "KEY_NOT_WRITABLE", field: ["keys", "1"], key: "team.lead" }],
        },
      },
    );
    expect(
      (await deleteUserMetadata(env, token, id, ["preferences.theme", "preferences.none"])).data,
    ).toMatchObject({
      deleteUserMetadata: {
        user: { metadata: [{ key: "billing.plan" }, { key: "nick" }] },
        deletedKeys: ["preferences.theme"],
        userErrors: [],
      },
    });
    expect((await env.zitadel.getMetadata(id)).size).toBe(4);
  });
});
