import { describe, expect, it } from "vitest";
import { queryEntities, setUserMetadata } from "../../support/query.js";
import { startTestEnv } from "../../support/test-env.js";

describe("ZITADEL API v1", () => {
  it("reads and writes users of the organization in ZITADEL_ORGANIZATION_ID", async () => {
    await using env = await startTestEnv(({ directory: { organization } }) => ({
      ZITADEL_API_VERSION: "v1",
      ZITADEL_ORGANIZATION_ID: organization("globex"),
    }));
    const { user } = env.zitadel.directory;
    const { id } = await env.addPerson({ organization: "globex", metadata: { contract: "20001" } });
    const userIds = [id, user("road-runner")];
    const { data, codes } = await queryEntities(env, userIds, "metadata { value }", {
      token: env.pat("instance-manager"),
    });
    expect(data).toEqual({ _entities: [{ metadata: [{ value: "20001" }] }, { metadata: null }] });
    expect(codes).toEqual(["FORBIDDEN"]);
    const written = await setUserMetadata(env, env.pat("instance-manager"), id, [{ key: "a", value: "b" }]);
    expect(written.codes).toEqual([]);
    const rejected = await queryEntities(env, [id], "metadata { value }", {
      token: env.pat("manager"),
    });
    expect(rejected.codes).toEqual(["FORBIDDEN"]);
  });

  it("returns FORBIDDEN, not an empty list, for a user of another organization", async () => {
    await using env = await startTestEnv({ ZITADEL_API_VERSION: "v1" });
    const { user } = env.zitadel.directory;
    const { data, codes } = await queryEntities(env, [user("bugs-bunny")], "metadata { value }", {
      token: env.pat("owner"),
    });
    expect({ data, codes }).toEqual({ data: { _entities: [{ metadata: null }] }, codes: ["FORBIDDEN"] });
  });

  it.each(["a/b", "a\\b", "a?b", "a#b", "a%2fb", ".", "..", "a\u0007b"])(
    "rejects the user id %j, which would change the path of the call",
    async (id) => {
      await using env = await startTestEnv({ ZITADEL_API_VERSION: "v1" });
      env.takeCalls();
      const token = env.pat("manager");
      const { codes, errors } = await queryEntities(env, [id], "metadata { key }", { token });
      expect(codes).toEqual(["BAD_USER_INPUT"]);
      expect(errors[0]?.message).toContain("cannot be sent to ZITADEL's v1 API");
      const written = await setUserMetadata(env, token, id, [{ key: "a", value: "b" }]);
      expect(written.codes).toEqual(["BAD_USER_INPUT"]);
      expect(env.takeCalls()).toEqual({ introspect: 2 });
    },
  );
});

describe("claims in SELF_READ_ORDER", () => {
  it("serves the metadata in a JWT access token, as old as the token, without a call", async () => {
    await using env = await startTestEnv({ SELF_READ_ORDER: "claims,list" });
    const { name, id } = await env.addPerson({ metadata: { contract: "10046", plan: "acme-pro" } });
    const token = await env.login(name, { app: "spa-jwt" });
    const manager = env.pat("manager");
    await env.query("{ me { id } }", { token });
    env.takeCalls();
    const meQuery = "{ me { metadataMap } }";
    const oldMetadata = { me: { metadataMap: { contract: "10046", plan: "acme-pro" } } };
    expect((await env.query(meQuery, { token })).data).toEqual(oldMetadata);
    expect(env.takeCalls()).toEqual({});
    // Writes directly to ZITADEL: after a write of its own, the subgraph would not read the claims.
    await fetch(`${env.zitadel.issuer}/v2/users/${id}/metadata`, {
      method: "POST",
      headers: { authorization: `Bearer ${manager}`, "content-type": "application/json" },
      body: JSON.stringify({ metadata: [{ key: "plan", value: "bmV3" }] }),
    });
    expect((await env.query(meQuery, { token })).data).toEqual(oldMetadata);
    expect((await env.query("{ me { metadataMap metadata { updatedAt } } }", { token })).data).toMatchObject({
      me: { metadataMap: { plan: "new" } },
    });
  });

  it("falls back to the next source for an opaque token, which has no claims", async () => {
    await using env = await startTestEnv({ SELF_READ_ORDER: "claims,userinfo" });
    const token = await env.login("road-runner");
    env.takeCalls();
    expect((await env.query("{ me { metadata { key } } }", { token })).data).toMatchObject({
      me: { metadata: [{}, {}, {}] },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });
});
