import { describe, expect, it } from "vitest";
import { startTestEnv } from "../../support/test-env.js";

const query = (type: string): string =>
  `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { key: uid metadata { key } } } }`;

describe("SUBGRAPH_USER_KEY with a custom scalar", () => {
  it("resolves the representations of a router, of an interface too", async () => {
    await using env = await startTestEnv({
      SUBGRAPH_USER_KEY: "Account.uid:BigInt",
      SUBGRAPH_DIRECTIVES: "interfaceObject",
    });
    const uid = env.zitadel.directory.user("road-runner");
    const token = env.pat("manager");
    for (let execution = 0; execution < 3; execution++) {
      const r = [{ __typename: "Account", uid }];
      const { data, codes } = await env.query(query("Account"), { token, variables: { r } });
      expect({ data, codes }).toMatchObject({
        data: { _entities: [{ key: uid, metadata: [{}, {}, {}] }] },
        codes: [],
      });
    }
  });

  it("returns BAD_USER_INPUT for a key that is a JSON number, whose digits may be rounded", async () => {
    await using env = await startTestEnv({ SUBGRAPH_USER_KEY: "Account.uid:BigInt" });
    const r = [{ __typename: "Account", uid: 349_935_740_752_754_700 }];
    const { codes, errors } = await env.query(query("Account"), {
      token: env.pat("manager"),
      variables: { r },
    });
    expect(codes).toEqual(["BAD_USER_INPUT"]);
    expect(errors[0]?.message).toContain("JSON number");
  });
});
