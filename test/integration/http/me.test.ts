import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { routes } from "../../support/call-kinds.js";
import { apis, startTestEnv, type TestEnv } from "../../support/test-env.js";

const metadataScope = "urn:zitadel:iam:user:metadata";
const audienceScope = "urn:zitadel:iam:org:project:id:zitadel:aud";
const mine = "{ me { id metadata { key value } } }";
const roadRunners = [
  { key: "contract", value: "10045" },
  { key: "plan", value: "gold" },
  { key: "settings", value: '{"theme":"dark","beta":true}' },
];

describe.each(apis)("me { metadata }, by the API %s", (api) => {
  let env: TestEnv;
  let roadRunner: string;
  beforeAll(async () => {
    env = await startTestEnv({ ZITADEL_API_VERSION: api });
    roadRunner = env.zitadel.directory.user("road-runner");
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(() => {
    env.takeCalls();
  });

  it("answers the caller's entries, ordered by key, from one userinfo call", async () => {
    const { data, errors } = await env.query(mine, { token: await env.login("road-runner") });
    expect(errors).toEqual([]);
    expect(data).toEqual({ me: { id: roadRunner, metadata: roadRunners } });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it("takes a JWT access token without asking ZITADEL about it", async () => {
    const token = await env.login("road-runner", { app: "spa-jwt" });
    await env.query("{ me { id } }", { token });
    env.takeCalls();
    const { data } = await env.query(mine, { token });
    expect(data).toEqual({ me: { id: roadRunner, metadata: roadRunners } });
    expect(env.takeCalls()).toEqual({ userinfo: 1 });
  });

  it("is null without an error when no token is sent", async () => {
    const { data, errors } = await env.query(mine);
    expect({ data, errors }).toEqual({ data: { me: null }, errors: [] });
    expect(env.takeCalls()).toEqual({});
  });

  it("asks nothing of ZITADEL but about the token when only the id is selected", async () => {
    const token = await env.login("road-runner");
    const { data } = await env.query("{ me { id } }", { token });
    expect(data).toEqual({ me: { id: roadRunner } });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("is empty, not refused, for someone without metadata whose token has the scope", async () => {
    const token = await env.login("porky-pig");
    const { data, errors } = await env.query("{ me { metadata { key } } }", { token });
    expect({ data, errors }).toEqual({ data: { me: { metadata: [] } }, errors: [] });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it("reads by list where the token lacks the metadata scope, without trying userinfo in vain", async () => {
    const token = await env.login("road-runner", { scope: `openid ${audienceScope}` });
    const { data } = await env.query(mine, { token });
    expect(data).toEqual({ me: { id: roadRunner, metadata: roadRunners } });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("reads by list where a JWT does not tell whether its owner has no metadata or it no scope", async () => {
    const token = await env.login("porky-pig", { app: "spa-jwt" });
    const { data, errors } = await env.query("{ me { metadata { key } } }", { token });
    expect({ data, errors }).toEqual({ data: { me: { metadata: [] } }, errors: [] });
    expect(env.takeCalls()).toMatchObject({ userinfo: 1, list: 1 });
  });

  it.each(["spa", "spa-jwt"])(
    "names the scope that is missing when no way is left (token of %s)",
    async (app) => {
      const token = await env.login("road-runner", { app, scope: "openid" });
      const { data, errors } = await env.query(mine, { token });
      expect(data).toEqual({ me: { id: roadRunner, metadata: null } });
      expect(errors).toMatchObject([
        { path: ["me", "metadata"], extensions: { code: "INSUFFICIENT_SCOPE", scope: metadataScope } },
      ]);
      expect(errors[0]?.message).toContain(metadataScope);
      expect(errors[0]?.message).toContain(audienceScope);
    },
  );

  it("asks a list for dates, and only then", async () => {
    const query = "{ me { metadata { key createdAt updatedAt } } }";
    const { data } = await env.query(query, { token: await env.login("road-runner") });
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(data).toEqual({
      me: { metadata: roadRunners.map(({ key }) => ({ key, createdAt: date, updatedAt: date })) },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("asks userinfo when the fields for dates are skipped", async () => {
    const query = `query ($dates: Boolean!) { me { metadata { key ...Dates @include(if: $dates) } } }
      fragment Dates on UserMetadataEntry { createdAt }`;
    const token = await env.login("road-runner");
    await env.query(query, { token, variables: { dates: false } });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
    await env.query(query, { token, variables: { dates: true } });
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("has no dates, but all the rest, where the token is not good for ZITADEL's API", async () => {
    const token = await env.login("road-runner", { scope: `openid ${metadataScope}` });
    const { data, errors } = await env.query("{ me { metadata { key value createdAt } } }", { token });
    expect(errors).toEqual([]);
    expect(data).toEqual({ me: { metadata: roadRunners.map((entry) => ({ ...entry, createdAt: null })) } });
  });

  it("is read once together with a representation of the caller's own id", async () => {
    const query = `query ($own: [_Any!]!) {
      me { metadata { key } }
      _entities(representations: $own) { ... on User { metadata { value } } }
    }`;
    const variables = { own: [{ __typename: "User", id: roadRunner }] };
    const { data, errors } = await env.query(query, { token: await env.login("road-runner"), variables });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ me: { metadata: roadRunners.map(({ key }) => ({ key })) } });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });

  it("refuses an answer that is about somebody else", { tags: ["embedded"] }, async () => {
    const body = JSON.stringify({ sub: "another", [metadataScope]: { secret: "eA" } });
    env.emulator.failNext(routes.userinfo, { status: 200, body, contentType: "application/json" });
    const { data, codes } = await env.query(mine, { token: await env.login("road-runner") });
    expect(data).toEqual({ me: { id: roadRunner, metadata: null } });
    expect(codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("has all but the dates where a list, asked for the dates, is refused", {
    tags: ["embedded"],
  }, async () => {
    env.emulator.failNext(routes.list, { status: 403, body: "{}" });
    const token = await env.login("road-runner");
    const { data, errors } = await env.query("{ me { metadata { key createdAt } } }", { token });
    expect(errors).toEqual([]);
    expect(data).toEqual({ me: { metadata: roadRunners.map(({ key }) => ({ key, createdAt: null })) } });
  });

  it("reads only by list when SELF_READ_ORDER says so", async () => {
    await using lists = await startTestEnv({ SELF_READ_ORDER: "list" });
    const token = await lists.login("road-runner");
    lists.takeCalls();
    await lists.query(mine, { token });
    expect(lists.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });
});
