import { beforeEach, describe, expect, it } from "vitest";
import { updateUserMetadata } from "../../support/query.js";
import { apis, useTestEnv } from "../../support/test-env.js";
import { readDigests, update as updateUser, type UpdatePayload } from "../../support/update.js";

const settings = '{"theme":"dark","limits":{"seats":12345678901234567890,"ratio":0.10}}';

describe.each(apis)("updateUserMetadata with API %s", (api) => {
  const env = useTestEnv({ ZITADEL_API_VERSION: api });
  let userId: string;
  beforeEach(async () => {
    userId = (await env.addPerson({ metadata: { plan: "gold", old: "1", settings } })).id;
    env.takeCalls();
  });

  const update = (changes: Readonly<Record<string, unknown>>, id = userId): Promise<UpdatePayload> =>
    updateUser(env, env.pat("manager"), id, changes);
  const codesOf = ({ userErrors }: UpdatePayload): readonly unknown[] =>
    userErrors.map(({ code, field }) => [code, field?.join(".")]);
  const stored = async (): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(
      [...(await env.zitadel.getMetadata(userId))].map(([key, value]) => [
        key,
        Buffer.from(value).toString(),
      ]),
    );

  it("sets and merges with one read and one write", async () => {
    const result = await update({
      set: [{ key: "plan", value: "silver" }],
      merge: [{ key: "settings", patch: { theme: "light" } }],
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1, set: 1 });
    const merged = settings.replace("dark", "light");
    expect(result).toMatchObject({
      user: { id: userId },
      entries: [
        { key: "plan", value: "silver" },
        { key: "settings", value: merged },
      ],
      deletedKeys: [],
      unchangedKeys: [],
      userErrors: [],
    });
    expect(await stored()).toEqual({ plan: "silver", old: "1", settings: merged });
  });

  it("deletes with one read and one write, and lists keys that did not exist as unchanged", async () => {
    const result = await update({ delete: [{ key: "old" }, { key: "missing" }] });
    expect(env.takeCalls()).toMatchObject({ introspect: 1, list: 1 });
    expect(result).toMatchObject({ entries: [], deletedKeys: ["old"], unchangedKeys: ["missing"] });
    expect(result.deletedEntryIds).toHaveLength(1);
    expect(await stored()).not.toHaveProperty("old");
  });

  it("sends nothing if everything already is as requested", async () => {
    const result = await update({
      set: [{ key: "plan", value: "gold" }],
      merge: [{ key: "settings", patch: { theme: "dark" } }],
    });
    expect(result).toMatchObject({ unchangedKeys: ["plan", "settings"], deletedKeys: [], userErrors: [] });
    expect(result.entries.map(({ key }) => key)).toEqual(["plan", "settings"]);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("writes if all digests match, and otherwise reports each that does not", async () => {
    const digests = await readDigests(env, env.pat("manager"), userId);
    const first = { set: [{ key: "plan", value: "silver", ifDigest: digests["plan"] }] };
    expect(codesOf(await update(first))).toEqual([]);
    const second = await update({
      set: [
        { key: "plan", value: "bronze", ifDigest: digests["plan"] },
        { key: "new", value: "1", ifDigest: "" },
      ],
      merge: [{ key: "settings", patch: {}, ifDigest: digests["settings"] }],
    });
    expect(second).toMatchObject({ user: null, entries: [], unchangedKeys: [] });
    expect(codesOf(second)).toEqual([["VALUE_CHANGED", "set.0.ifDigest"]]);
    expect(await stored()).toEqual({ plan: "silver", old: "1", settings });
  });

  it("accepts an empty ifDigest only for an entry that does not exist", async () => {
    const set = (key: string): Promise<UpdatePayload> => update({ set: [{ key, value: "2", ifDigest: "" }] });
    expect(codesOf(await set("new"))).toEqual([]);
    expect(codesOf(await set("new"))).toEqual([["VALUE_CHANGED", "set.0.ifDigest"]]);
    const removal = await update({ delete: [{ key: "old", ifDigest: "" }] });
    expect(codesOf(removal)).toEqual([["VALUE_CHANGED", "delete.0.ifDigest"]]);
  });

  it.each(["garbage", "\u0000", "ü", "A".repeat(10_000)])(
    "reports VALUE_CHANGED for the digest %j, which no value has",
    async (ifDigest) => {
      expect(codesOf(await update({ delete: [{ key: "old", ifDigest }] }))).toEqual([
        ["VALUE_CHANGED", "delete.0.ifDigest"],
      ]);
    },
  );

  it("returns the digest that the next update needs", async () => {
    const { entries } = await update({ set: [{ key: "plan", value: "silver" }] });
    const ifDigest = entries[0]?.digest;
    expect(codesOf(await update({ set: [{ key: "plan", value: "gold", ifDigest }] }))).toEqual([]);
  });

  it.each([
    ["nothing", {}, [["EMPTY_INPUT", ""]]],
    [
      "a key twice",
      { set: [{ key: "a", value: "1" }], delete: [{ key: "a" }] },
      [["DUPLICATE_KEY", "delete.0.key"]],
    ],
    [
      "invalid keys and values",
      { set: [{ key: "", value: "1" }, { key: "a" }], merge: [{ key: "k".repeat(201), patch: {} }] },
      [
        ["KEY_REQUIRED", "set.0.key"],
        ["VALUE_REQUIRED", "set.1"],
        ["KEY_TOO_LONG", "merge.0.key"],
      ],
    ],
    [
      "1,001 changes",
      { delete: Array.from({ length: 1001 }, (_, n) => ({ key: `k${n}` })) },
      [["TOO_MANY_ENTRIES", ""]],
    ],
  ])("rejects %s without a call to ZITADEL's users", async (_, changes, problems) => {
    expect(codesOf(await update(changes))).toEqual(problems);
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("treats null as absent for ifDigest and values, and rejects it everywhere else", async () => {
    const set = [{ key: "plan", value: "silver", valueBase64: null, ifDigest: null }];
    expect(codesOf(await update({ set }))).toEqual([]);
    for (const changes of [{ set: null }, { dryRun: null }, { merge: [{ key: "a", patch: null }] }]) {
      const { codes } = await updateUserMetadata(env, env.pat("manager"), userId, changes);
      expect(codes).toEqual(["BAD_USER_INPUT"]);
    }
  });

  it("checks everything but writes nothing in a dry run", async () => {
    const digests = await readDigests(env, env.pat("manager"), userId);
    env.takeCalls();
    const set = [{ key: "plan", value: "silver", ifDigest: digests["plan"] }];
    const result = await update({ set, dryRun: true });
    expect(result).toMatchObject({ user: { id: userId }, entries: [{ key: "plan", value: "silver" }] });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1, getUser: 1 });
    const stale = await update({ set: [{ key: "plan", value: "x", ifDigest: "" }], dryRun: true });
    expect(codesOf(stale)).toEqual([["VALUE_CHANGED", "set.0.ifDigest"]]);
    expect(codesOf(await update({ set, dryRun: true }, "123"))).toEqual([["USER_NOT_FOUND", "userId"]]);
    expect(await stored()).toEqual({ plan: "gold", old: "1", settings });
  });

  it.each([
    ["set", { set: [{ key: "a", value: "1" }] }],
    ["set with a condition", { set: [{ key: "a", value: "1", ifDigest: "garbage" }] }],
    ["delete", { delete: [{ key: "a" }] }],
  ])("reports USER_NOT_FOUND for an unknown user (%s)", async (_, changes) => {
    expect(codesOf(await update(changes, "123456789012345678"))).toEqual([["USER_NOT_FOUND", "userId"]]);
  });

  it("logs one audit line, also for a dry run", async () => {
    const audited = (): unknown[] =>
      env.log
        .map((line): unknown => JSON.parse(line))
        .filter((line) => JSON.stringify(line).includes('"audit":true'));
    const before = audited().length;
    await update({ set: [{ key: "plan", value: "secret value" }], dryRun: true });
    expect(audited().slice(before)).toMatchObject([
      { action: "update", dryRun: true, keys: ["plan"], userId, credential: null, outcome: "success" },
    ]);
    expect(env.log.join()).not.toContain("secret value");
  });
});
