import { beforeEach, describe, expect, it } from "vitest";
import { apis, useTestEnv } from "../../support/test-env.js";
import { update as updateUser, type UpdatePayload } from "../../support/update.js";

const settings = '{"theme":"dark","limits":{"seats":12345678901234567890,"ratio":0.10}}';

describe.each(apis)("merges of updateUserMetadata with API %s", (api) => {
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

  it.each([
    ["text that is not JSON", "plan", { a: 1 }, ["MERGE_NOT_AN_OBJECT", "merge.0.key"]],
    ["a number", "old", { a: 1 }, ["MERGE_NOT_AN_OBJECT", "merge.0.key"]],
    ["a patch that is a list", "settings", [1], ["MERGE_NOT_AN_OBJECT", "merge.0.patch"]],
    ["a patch that is text", "settings", "text", ["MERGE_NOT_AN_OBJECT", "merge.0.patch"]],
    ["an integer that was rounded", "settings", { n: 2 ** 53 }, ["VALUE_INVALID", "merge.0.patch"]],
    ["an unpaired surrogate", "settings", { a: ["\ud800"] }, ["VALUE_INVALID", "merge.0.patch"]],
    ["too much together", "settings", { a: "x".repeat(499_990) }, ["VALUE_TOO_LARGE", "merge.0.patch"]],
    ["too much", "settings", { a: "x".repeat(500_001) }, ["VALUE_TOO_LARGE", "merge.0.patch"]],
  ])("does not merge %s", async (_, key, patch, problem) => {
    const result = await update({ merge: [{ key, patch }], set: [{ key: "other", value: "silver" }] });
    expect(codesOf(result)).toEqual([problem]);
    expect(await stored()).toEqual({ plan: "gold", old: "1", settings });
  });

  it("does not merge into an object that would be nested deeper than 64 levels", async () => {
    const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
    expect(codesOf(await update({ merge: [{ key: "deep", patch: deep(64) }] }))).toEqual([]);
    expect(codesOf(await update({ merge: [{ key: "deep", patch: deep(65) }] }))).toEqual([
      ["VALUE_INVALID", "merge.0.patch"],
    ]);
  });

  it("merges as RFC 7396 says: null removes, objects are merged, everything else is replaced", async () => {
    const merge = async (patch: unknown): Promise<unknown> => {
      const { entries } = await update({ merge: [{ key: "settings", patch }] });
      return entries[0]?.value;
    };
    expect(await merge({ limits: { ratio: null, list: [null, { a: null }] }, theme: null })).toBe(
      '{"limits":{"seats":12345678901234567890,"list":[null,{"a":null}]}}',
    );
    expect(await merge({ limits: 1, added: { x: null, y: {} } })).toBe('{"limits":1,"added":{"y":{}}}');
  });

  it("merges into an entry that does not exist as into {}", async () => {
    expect((await update({ merge: [{ key: "new", patch: { a: 1 } }] })).entries).toMatchObject([
      { key: "new", value: '{"a":1}' },
    ]);
    expect((await update({ merge: [{ key: "newer", patch: { a: null } }] })).unchangedKeys).toEqual([
      "newer",
    ]);
    expect(await stored()).not.toHaveProperty("newer");
  });
});
