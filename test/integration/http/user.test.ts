import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/graphql-response.js";
import { routes } from "../../support/call-kinds.js";
import { apis, startTestEnv, type TestEnv } from "../../support/test-env.js";

describe.each(apis)("user(id:), by the API %s", (api) => {
  let env: TestEnv;
  beforeAll(async () => {
    env = await startTestEnv({ ZITADEL_API_VERSION: api });
  });
  afterAll(() => env[Symbol.asyncDispose]());

  const query = "query ($id: ID!) { user(id: $id) { id metadata { key } } }";

  it("hands out a reference only after ZITADEL showed that the caller may know the user", async () => {
    const { user, personalAccessToken } = env.zitadel.directory;
    const ask = (id: string, token?: string): Promise<GraphqlResponse> =>
      env.query(query, { token, variables: { id } });
    expect((await ask(user("wile-coyote"), personalAccessToken("viewer"))).data).toMatchObject({
      user: { metadata: [{}, {}] },
    });
    expect(await ask("999999999999999999", personalAccessToken("viewer"))).toMatchObject({
      data: { user: null },
      codes: [],
    });
    expect(await ask(user("bugs-bunny"), personalAccessToken("viewer"))).toMatchObject({
      data: { user: null },
      codes: ["FORBIDDEN"],
    });
    expect(await ask(user("wile-coyote"))).toMatchObject({
      data: { user: null },
      codes: ["UNAUTHENTICATED"],
    });
  });

  it("hands out nobody for an answer that is not about them", { tags: ["embedded"] }, async () => {
    const query = '{ user(id: "nobody-such") { id } }';
    const pages = ["<html>", "{}", '{"user":{"userId":"another"}}'];
    for (const body of pages) {
      env.emulator.failNext(routes.getUser, { status: 200, body });
      const answer = await env.query(query, {
        token: env.zitadel.directory.personalAccessToken("viewer"),
      });
      expect(answer).toMatchObject({ data: { user: null }, codes: ["UPSTREAM_INVALID_RESPONSE"] });
    }
  });

  it("asks once for a user who is asked for twice, and not at all for the caller", async () => {
    const id = env.zitadel.directory.user("road-runner");
    const token = await env.login("road-runner");
    env.takeCalls();
    await env.query("query ($id: ID!) { user(id: $id) { id } again: user(id: $id) { id } }", {
      token,
      variables: { id },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
    await env.query("query ($id: ID!) { user(id: $id) { id } again: user(id: $id) { id } }", {
      token: env.zitadel.directory.personalAccessToken("viewer"),
      variables: { id },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, getUser: 1 });
  });
});
