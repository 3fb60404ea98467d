import { describe, expect, it } from "vitest";
import { startWorld } from "../../support/test-env.js";

const reference = `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) { __typename ... on User { id } }
  }
`;

describe("a reference that a router sends and asks nothing about", () => {
  it("goes back as it came, without a token and without a call to ZITADEL", async () => {
    await using world = await startWorld({ SUBGRAPH_ROOT_FIELDS: "none" });
    world.takeCalls();
    const user = { __typename: "User", id: world.zitadel.directory.user("road-runner") };
    const { data, errors } = await world.query(reference, { variables: { representations: [user] } });
    expect(errors).toEqual([]);
    expect(data).toEqual({ _entities: [user] });
    expect(world.takeCalls()).toEqual({});
  });

  it("costs no call with a token, either, not even a late one", async () => {
    const world = await startWorld({ SUBGRAPH_ROOT_FIELDS: "none" });
    const token = await world.login("road-runner");
    world.takeCalls();
    const nobody = { __typename: "User", id: "123456789012345678" };
    const { data } = await world.query(reference, { token, variables: { representations: [nobody] } });
    // Lets calls end that nobody waited for.
    await world[Symbol.asyncDispose]();
    expect(data).toEqual({ _entities: [nobody] });
    expect(world.takeCalls()).toEqual({});
  });
});
