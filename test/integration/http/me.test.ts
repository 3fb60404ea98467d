import { beforeAll, describe, expect, it } from "vitest";
import { permissionDenied, routes } from "../../support/zitadel-calls.js";
import { apis, startTestEnv, useTestEnv } from "../../support/test-env.js";

const metadataScope = "urn:zitadel:iam:user:metadata";
const audienceScope = "urn:zitadel:iam:org:project:id:zitadel:aud";
const meQuery = "{ me { id metadata { key value } } }";
const roadRunnerMetadata = [
  { key: "contract", value: "10045" },
  { key: "plan", value: "gold" },
  { key: "settings", value: '{"theme":"dark","beta":true}' },
];

describe.each(apis)("me { metadata } with API %s", (api) => {
  const env = useTestEnv({ ZITADEL_API_VERSION: api });
  let roadRunner: string;
  beforeAll(() => {
    roadRunner = env.zitadel.directory.user("road-runner");
  });

  it("returns the caller's entries ordered by key after one call to userinfo", async () => {
    const { data, errors } = await env.query(meQuery, { token: await env.login("road-runner") });
    expect(errors).toEqual([]);
    expect(data).toEqual({ me: { id: roadRunner, metadata: roadRunnerMetadata } });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it("accepts a JWT access token without introspection", async () => {
    const token = await env.login("road-runner", { app: "spa-jwt" });
    await env.query("{ me { id } }", { token });
    env.takeCalls();
    const { data } = await env.query(meQuery, { token });
    expect(data).toEqual({ me: { id: roadRunner, metadata: roadRunnerMetadata } });
    expect(env.takeCalls()).toEqual({ userinfo: 1 });
  });

  it("returns null without an error when no token is sent", async () => {
    const { data, errors } = await env.query(meQuery);
    expect({ data, errors }).toEqual({ data: { me: null }, errors: [] });
    expect(env.takeCalls()).toEqual({});
  });

  it("calls only introspection when only the id is selected", async () => {
    const token = await env.login("road-runner");
    const { data } = await env.query("{ me { id } }", { token });
    expect(data).toEqual({ me: { id: roadRunner } });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("returns an empty list for a user without metadata whose token has the metadata scope", async () => {
    const token = await env.login("porky-pig");
    const { data, errors } = await env.query("{ me { metadata { key } } }", { token });
    expect({ data, errors }).toEqual({ data: { me: { metadata: [] } }, errors: [] });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it("reads the list without calling userinfo when the token lacks the metadata scope", async () => {
    const token = await env.login("road-runner", { scope: `openid ${audienceScope}` });
    const { data } = await env.query(meQuery, { token });
    expect(data).toEqual({ me: { id: roadRunner, metadata: roadRunnerMetadata } });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("reads the list when an empty userinfo may mean a JWT without the metadata scope", async () => {
    const token = await env.login("porky-pig", { app: "spa-jwt" });
    const { data, errors } = await env.query("{ me { metadata { key } } }", { token });
    expect({ data, errors }).toEqual({ data: { me: { metadata: [] } }, errors: [] });
    expect(env.takeCalls()).toMatchObject({ userinfo: 1, list: 1 });
  });

  it.each(["spa", "spa-jwt"])(
    "names the missing scopes when neither userinfo nor list can be read (token of %s)",
    async (app) => {
      const token = await env.login("road-runner", { app, scope: "openid" });
      const { data, errors } = await env.query(meQuery, { token });
      expect(data).toEqual({ me: { id: roadRunner, metadata: null } });
      expect(errors).toMatchObject([
        { path: ["me", "metadata"], extensions: { code: "INSUFFICIENT_SCOPE", scope: metadataScope } },
      ]);
      expect(errors[0]?.message).toContain(metadataScope);
      expect(errors[0]?.message).toContain(audienceScope);
    },
  );

  it("reads the list instead of userinfo when dates are selected", async () => {
    const query = "{ me { metadata { key createdAt updatedAt } } }";
    const { data } = await env.query(query, { token: await env.login("road-runner") });
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(data).toEqual({
      me: { metadata: roadRunnerMetadata.map(({ key }) => ({ key, createdAt: date, updatedAt: date })) },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("reads userinfo when a directive skips the date fields", async () => {
    const query = `query ($dates: Boolean!) { me { metadata { key ...Dates @include(if: $dates) } } }
      fragment Dates on UserMetadataEntry { createdAt }`;
    const token = await env.login("road-runner");
    await env.query(query, { token, variables: { dates: false } });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
    await env.query(query, { token, variables: { dates: true } });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("returns null dates and all other fields when the token lacks the audience of ZITADEL's API", async () => {
    const token = await env.login("road-runner", { scope: `openid ${metadataScope}` });
    const { data, errors } = await env.query("{ me { metadata { key value createdAt } } }", { token });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      me: { metadata: roadRunnerMetadata.map((entry) => ({ ...entry, createdAt: null })) },
    });
  });

  it("reads the caller once for me and a representation of the same id", async () => {
    const query = `query ($own: [_Any!]!) {
      me { metadata { key } }
      _entities(representations: $own) { ... on User { metadata { value } } }
    }`;
    const variables = { own: [{ __typename: "User", id: roadRunner }] };
    const { data, errors } = await env.query(query, { token: await env.login("road-runner"), variables });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ me: { metadata: roadRunnerMetadata.map(({ key }) => ({ key })) } });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it("rejects a userinfo response about another user", { tags: ["embedded"] }, async () => {
    const body = JSON.stringify({ sub: "another", [metadataScope]: { secret: "eA" } });
    env.emulator.failNext(routes.userinfo, { status: 200, body, contentType: "application/json" });
    const { data, codes } = await env.query(meQuery, { token: await env.login("road-runner") });
    expect(data).toEqual({ me: { id: roadRunner, metadata: null } });
    expect(codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("returns null dates and all other fields when ZITADEL rejects the list", {
    tags: ["embedded"],
  }, async () => {
    env.emulator.failNext(routes.list, permissionDenied);
    const token = await env.login("road-runner");
    const { data, errors } = await env.query("{ me { metadata { key createdAt } } }", { token });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      me: { metadata: roadRunnerMetadata.map(({ key }) => ({ key, createdAt: null })) },
    });
  });

  it("reads only the list when SELF_READ_ORDER is list", async () => {
    await using listOnly = await startTestEnv({ SELF_READ_ORDER: "list" });
    const token = await listOnly.login("road-runner");
    listOnly.takeCalls();
    await listOnly.query(meQuery, { token });
    expect(listOnly.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });
});
