import { describe, expect, it } from "vitest";
import { accessMetadata, useAccessEnv } from "./access-env.js";
import { queryEntities } from "../../support/query.js";
import { apis, type TestEnv } from "../../support/test-env.js";

describe.each(apis)("reads under access rules, with API %s", (api) => {
  const { env, tokenOf, userIdOf } = useAccessEnv(api);

  /**
   * Keys that each caller can read of each user under the rules of `access-env.ts`. "The checkout" is the
   * application `spa-jwt`. Rules without `as: "service"` also need a permission in ZITADEL. The admin, who
   * has only a role in the project, therefore cannot read `internal.*`, but the manager can read `nick`.
   */
  const readableKeys = [
    ["ada herself", "ada of acme", ["billing.plan", "nick", "preferences.theme"]],
    ["a manager in ZITADEL", "ada of acme", ["billing.plan", "nick"]],
    ["eve, who has no role", "ada of acme", ["billing.plan"]],
    ["eve through the checkout", "ada of acme", ["billing.plan"]],
    ["an admin", "ada of acme", ["billing.plan"]],
    ["support of acme", "ada of acme", ["billing.plan", "preferences.theme", "team.lead"]],
    ["support of acme", "bugs of globex", ["billing.plan", "preferences.theme"]],
    ["a manager in ZITADEL", "bugs of globex", ["billing.plan"]],
  ] as const;

  // API v1 returns only users of one organization, that of the service user.
  const cases = readableKeys.filter(([, user]) => api === "v2" || user === "ada of acme");

  it.each(cases)("lets %s read only these keys of %s: %j", async (caller, user, keys) => {
    const selection = `
      metadata { key }
      last: metadata(offset: ${keys.length - 1}) { key }
      matching: metadata(filter: { key: { contains: "e" } }) { key }
      metadataMap
      note: metadataEntry(key: "internal.note") { value }
      theme: metadataEntry(key: "preferences.theme") { value }`;
    const { data, errors } = await queryEntities(env, [userIdOf(user)], selection, {
      token: tokenOf(caller),
    });
    expect(errors).toEqual([]);
    const all: readonly string[] = keys;
    expect(data).toEqual({
      _entities: [
        {
          metadata: keys.map((key) => ({ key })),
          last: [{ key: keys.at(-1) }],
          matching: keys.filter((key) => key.includes("e")).map((key) => ({ key })),
          metadataMap: Object.fromEntries(
            Object.entries(accessMetadata).filter(([key]) => all.includes(key)),
          ),
          note: null,
          theme: all.includes("preferences.theme") ? { value: "dark" } : null,
        },
      ],
    });
  });

  const pages = [
    ["ada of acme", "bugs of globex"],
    ["bugs of globex", "ada of acme"],
  ] as const;

  it.each(api === "v2" ? pages : [])(
    "applies the rights to each user of a page: %s, %s",
    async (...users) => {
      const { data, errors } = await queryEntities(env, users.map(userIdOf), "metadata { key }", {
        token: tokenOf("support of acme"),
      });
      expect(errors).toEqual([]);
      const keysOf = (user: string): readonly string[] =>
        readableKeys.find(([caller, it]) => caller === "support of acme" && it === user)?.[2] ?? [];
      expect(data).toEqual({
        _entities: users.map((user) => ({ metadata: keysOf(user).map((key) => ({ key })) })),
      });
    },
  );

  it("reads me from userinfo, without the service user", async () => {
    const { data } = await env.query("{ me { metadata { key } } }", {
      token: tokenOf("ada herself"),
    });
    expect(data).toEqual({
      me: { metadata: ["billing.plan", "nick", "preferences.theme"].map((key) => ({ key })) },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it("resolves user(id:) through the service user, and to null for an unknown id", async () => {
    const query = "query ($id: ID!) { user(id: $id) { metadata { key } } }";
    const queryUser = (id: string): ReturnType<TestEnv["query"]> =>
      env.query(query, { token: tokenOf("eve, who has no role"), variables: { id } });
    expect((await queryUser(userIdOf("ada of acme"))).data).toEqual({
      user: { metadata: [{ key: "billing.plan" }] },
    });
    expect(await queryUser("999999999999999999")).toMatchObject({ data: { user: null }, codes: [] });
  });
});
