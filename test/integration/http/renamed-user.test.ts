import { beforeAll, describe, expect, it } from "vitest";
import { useTestEnv } from "../../support/test-env.js";

const planQuery = `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      __typename ... on Account { zitadelId metadataEntry(key: "plan") { value } }
    }
  }
`;

describe("SUBGRAPH_USER_KEY=Account.zitadelId:String with all directives", () => {
  const env = useTestEnv({
    SUBGRAPH_USER_KEY: "Account.zitadelId:String",
    SUBGRAPH_DIRECTIVES: "authenticated,cost",
  });
  let roadRunner: string;
  beforeAll(() => {
    roadRunner = env.zitadel.directory.user("road-runner");
  });

  it("reads accounts by zitadelId and ignores other fields of a representation", async () => {
    const representations = [{ __typename: "Account", zitadelId: roadRunner, id: "77" }];
    const { data, errors } = await env.query(planQuery, {
      token: env.pat("manager"),
      variables: { representations },
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      _entities: [{ __typename: "Account", zitadelId: roadRunner, metadataEntry: { value: "gold" } }],
    });
  });

  it.each([
    ["as a JSON number", { zitadelId: 340000000000000001 }, "must be a string, not a JSON number"],
    ["under another name", { id: "340000000000000001" }, "must be a string, not absent"],
    ["as null", { zitadelId: null }, "must be a string, not null"],
    ["that is empty", { zitadelId: "" }, "is empty"],
  ])("fails only one entity for an id %s", async (_, fields, message) => {
    const good = { __typename: "Account", zitadelId: roadRunner };
    const representations = [good, { __typename: "Account", ...fields }];
    const { data, errors } = await env.query(planQuery, {
      token: env.pat("manager"),
      variables: { representations },
    });
    expect(data).toMatchObject({ _entities: [good, null] });
    expect(errors).toMatchObject([{ path: ["_entities", 1], extensions: { code: "BAD_USER_INPUT" } }]);
    expect(errors[0]?.message).toContain(`The zitadelId of a representation of Account ${message}`);
  });

  it("rejects representations of other entities", async () => {
    const representations = [{ __typename: "User", zitadelId: roadRunner }];
    const { data, errors } = await env.query(planQuery, {
      token: env.pat("manager"),
      variables: { representations },
    });
    expect(data).toBeNull();
    expect(errors[0]?.message).toBe(
      'A representation has the __typename "User", but this subgraph has the entity Account only. Compose the supergraph with its current schema.',
    );
  });

  it("resolves me and user under the configured names", async () => {
    const { data, errors } = await env.query(
      'query ($id: ID!) { me { __typename zitadelId } user(id: $id) { zitadelId metadataEntry(key: "plan") { value } } }',
      { token: await env.login("road-runner"), variables: { id: roadRunner } },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      me: { __typename: "Account", zitadelId: roadRunner },
      user: { zitadelId: roadRunner, metadataEntry: { value: "gold" } },
    });
  });

  it("rejects user(id:) with a JSON number", async () => {
    const { status, codes } = await env.query("query ($id: ID!) { user(id: $id) { zitadelId } }", {
      token: env.pat("manager"),
      variables: { id: 340000000000000001 },
    });
    expect([status, codes]).toEqual([400, ["BAD_USER_INPUT"]]);
  });

  it("returns null for me without an error when no token is sent", async () => {
    const { data, errors } = await env.query("{ me { zitadelId } }");
    expect({ data, errors }).toEqual({ data: { me: null }, errors: [] });
  });
});
