import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/query.js";
import { apis, useTestEnv, withRules } from "../../support/test-env.js";
import { metadataSchema } from "./schemas.js";

const rules = withRules(() => [
  { keys: ["hidden"], read: ["role:admin"], write: ["role:admin"] },
  { keys: ["writable"], read: ["role:admin"], write: ["self"], maxValueBytes: 10, as: "service" },
  { keys: ["readable"], read: ["self"], write: ["role:support@owner"] },
  { keys: ["*"], read: ["anyone"], write: ["anyone"] },
]);

describe.each(apis)("typed keys under access rules with API %s", (api) => {
  const schema = metadataSchema({
    hidden: { type: "integer", default: 7 },
    writable: { type: "string", default: "x" },
    readable: { type: "string", default: "y" },
    open: { type: "string", default: "z" },
  });
  const env = useTestEnv((zitadel) => ({
    ...rules(zitadel),
    METADATA_SCHEMA: schema,
    ZITADEL_API_VERSION: api,
  }));
  const attributes = "attributes { hidden writable readable open }";

  it.each([
    ["has entries", { hidden: "not a number", writable: "w", readable: "r", open: "o" }],
    ["has none of the hidden entries", { readable: "r", open: "o" }],
  ])("leaves no trace of hidden keys for a user who %s", async (_, metadata) => {
    const { name } = await env.addPerson({ metadata });
    const token = await env.login(name);
    env.takeCalls();
    const query = `{ me { ${attributes} metadata { key mayWrite } metadataDefinitions { key isSet mayWrite maxBytes } } }`;
    const { data, errors } = await env.query(query, { token });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      me: {
        attributes: { hidden: null, writable: null, readable: "r", open: "o" },
        metadata: [
          { key: "open", mayWrite: true },
          { key: "readable", mayWrite: false },
        ],
        metadataDefinitions: [
          { key: "writable", isSet: null, mayWrite: true, maxBytes: 10 },
          { key: "readable", isSet: true, mayWrite: false, maxBytes: 500_000 },
          { key: "open", isSet: true, mayWrite: true, maxBytes: 500_000 },
        ],
      },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it("returns the default of readable keys only", async () => {
    const { name } = await env.addPerson();
    const { data } = await env.query(`{ me { ${attributes} } }`, { token: await env.login(name) });
    expect(data).toEqual({ me: { attributes: { hidden: null, writable: null, readable: "y", open: "z" } } });
  });

  it("lists writable keys for a role of the user's organization", async () => {
    const { id } = await env.addPerson();
    const support = await env.addPerson({ roles: ["support"] });
    const { data } = await queryEntities(env, [id], "metadataDefinitions { key mayWrite }", {
      token: await env.login(support.name),
    });
    // Whose organization ZITADEL does not show to the caller.
    expect(data).toEqual({ _entities: [{ metadataDefinitions: [{ key: "open", mayWrite: true }] }] });
  });
});

describe("mayWrite of an entry", () => {
  const env = useTestEnv(
    withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["self"], as: "service" }]),
  );

  it("is there without METADATA_SCHEMA and follows the rules", async () => {
    const { id, name } = await env.addPerson({ metadata: { a: "1" } });
    const query = 'metadata { mayWrite } metadataEntry(key: "a") { mayWrite }';
    const [own, other] = [await env.login(name), env.pat("nobody")];
    for (const [token, mayWrite] of [
      [own, true],
      [other, false],
    ] as const) {
      const { data } = await queryEntities(env, [id], query, { token });
      expect(data).toEqual({ _entities: [{ metadata: [{ mayWrite }], metadataEntry: { mayWrite } }] });
    }
  });

  it("is true for entries that were just written", async () => {
    const { id, name } = await env.addPerson();
    const query = `mutation ($id: ID!) { setUserMetadata(input: { userId: $id, entries: [{ key: "a", value: "b" }] }) { entries { mayWrite } } }`;
    const { data } = await env.query(query, { token: await env.login(name), variables: { id } });
    expect(data).toEqual({ setUserMetadata: { entries: [{ mayWrite: true }] } });
  });
});
