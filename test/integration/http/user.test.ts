import { describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/query.js";
import { routes } from "../../support/zitadel-calls.js";
import { apis, useTestEnv } from "../../support/test-env.js";

describe.each(apis)("user(id:) with API %s", (api) => {
  const env = useTestEnv({ ZITADEL_API_VERSION: api });

  const query = "query ($id: ID!) { user(id: $id) { id metadata { key } } }";

  it("returns a user only if ZITADEL shows that user to the caller", async () => {
    const { user } = env.zitadel.directory;
    const queryUser = (id: string, token?: string): Promise<GraphqlResponse> =>
      env.query(query, { token, variables: { id } });
    expect((await queryUser(user("wile-coyote"), env.pat("viewer"))).data).toMatchObject({
      user: { metadata: [{}, {}] },
    });
    expect(await queryUser("999999999999999999", env.pat("viewer"))).toMatchObject({
      data: { user: null },
      codes: [],
    });
    expect(await queryUser(user("bugs-bunny"), env.pat("viewer"))).toMatchObject({
      data: { user: null },
      codes: ["FORBIDDEN"],
    });
    expect(await queryUser(user("wile-coyote"))).toMatchObject({
      data: { user: null },
      codes: ["UNAUTHENTICATED"],
    });
  });

  it("returns no user for an invalid response or one about another user", {
    tags: ["embedded"],
  }, async () => {
    const query = '{ user(id: "unknown-user") { id } }';
    const bodies = ["<html>", "{}", '{"user":{"userId":"another"}}'];
    for (const body of bodies) {
      env.emulator.failNext(routes.getUser, { status: 200, body });
      const response = await env.query(query, {
        token: env.pat("viewer"),
      });
      expect(response).toMatchObject({ data: { user: null }, codes: ["UPSTREAM_INVALID_RESPONSE"] });
    }
  });

  it("gets a user once for two fields, and makes no call for the caller", async () => {
    const id = env.zitadel.directory.user("road-runner");
    const token = await env.login("road-runner");
    env.takeCalls();
    await env.query("query ($id: ID!) { user(id: $id) { id } again: user(id: $id) { id } }", {
      token,
      variables: { id },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1 });
    await env.query("query ($id: ID!) { user(id: $id) { id } again: user(id: $id) { id } }", {
      token: env.pat("viewer"),
      variables: { id },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, getUser: 1 });
  });
});
