import { describe, expect, it } from "vitest";
import { startTestEnv } from "../../support/test-env.js";

const reference = `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) { __typename ... on User { id } }
  }
`;

describe("an entity reference without further fields", () => {
  it("is returned unchanged without a token and without a call to ZITADEL", async () => {
    await using env = await startTestEnv({ SUBGRAPH_ROOT_FIELDS: "none" });
    env.takeCalls();
    const user = { __typename: "User", id: env.zitadel.directory.user("road-runner") };
    const { data, errors } = await env.query(reference, { variables: { representations: [user] } });
    expect(errors).toEqual([]);
    expect(data).toEqual({ _entities: [user] });
    expect(env.takeCalls()).toEqual({});
  });

  it("causes no call with a token either, not even after the response", async () => {
    const env = await startTestEnv({ SUBGRAPH_ROOT_FIELDS: "none" });
    const token = await env.login("road-runner");
    env.takeCalls();
    const missingUser = { __typename: "User", id: "123456789012345678" };
    const { data } = await env.query(reference, { token, variables: { representations: [missingUser] } });
    // Waits for calls that might continue after the response.
    await env[Symbol.asyncDispose]();
    expect(data).toEqual({ _entities: [missingUser] });
    expect(env.takeCalls()).toEqual({});
  });
});
