import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startSupergraph, type Supergraph } from "./start-supergraph.js";

const entries = [
  { key: "contract", value: "10046" },
  { key: "plan", value: "acme-pro" },
];

describe.each(["metadata", "accounts"] as const)(
  "SUBGRAPH_USER_KEY=Account.zitadelId:String through a gateway, root fields in %s",
  (provider) => {
    let supergraph: Supergraph;
    beforeAll(async () => {
      supergraph = await startSupergraph(provider, { type: "Account", key: "zitadelId", keyType: "String" });
    });
    afterAll(() => supergraph[Symbol.asyncDispose]());
    beforeEach(() => {
      supergraph.env.takeCalls();
      supergraph.takeRequests();
    });

    it("joins me with an account whose id differs from the ZITADEL user id", async () => {
      const { data, errors } = await supergraph.query(
        "{ me { __typename id zitadelId name metadata { key value } } }",
        { token: await supergraph.login("wile-coyote") },
      );
      expect(errors).toEqual([]);
      const zitadelId = supergraph.env.zitadel.directory.user("wile-coyote");
      const id = "number-of-wile-coyote";
      expect(data).toEqual({
        me: { __typename: "Account", id, zitadelId, name: "wile-coyote", metadata: entries },
      });
      expect(supergraph.takeRequests()).toHaveLength(1);
    });

    it("returns null for me without a token, without an error", async () => {
      const { data, errors } = await supergraph.query("{ me { id metadata { key } } }");
      expect({ data, errors }).toEqual({ data: { me: null }, errors: [] });
    });

    it("finds a user by the ZITADEL user id", async () => {
      const [id] = supergraph.setPage("wile-coyote");
      const { data, errors } = await supergraph.query(
        'query ($id: ID!) { user(id: $id) { name metadataEntry(key: "plan") { value } } }',
        { token: supergraph.env.pat("manager"), variables: { id } },
      );
      expect(errors).toEqual([]);
      expect(data).toEqual({ user: { name: "wile-coyote", metadataEntry: { value: "acme-pro" } } });
    });

    it("reads a page of users with one request, with an error at each user that the caller may not read", async () => {
      supergraph.setPage("wile-coyote", "bugs-bunny");
      const { data, errors } = await supergraph.query("{ users(first: 2) { id metadata { key value } } }", {
        token: supergraph.env.pat("manager"),
      });
      expect(data).toEqual({
        users: [
          { id: "number-of-wile-coyote", metadata: entries },
          { id: "number-of-bugs-bunny", metadata: null },
        ],
      });
      expect(errors).toMatchObject([{ path: ["users", 1, "metadata"], extensions: { code: "FORBIDDEN" } }]);
      expect(supergraph.takeRequests()).toHaveLength(1);
    });

    it("returns the account as the user of a mutation", async () => {
      const { name, id: userId } = await supergraph.env.addPerson();
      supergraph.setPage(name);
      const { data, errors } = await supergraph.query(
        "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id name metadataMap } } }",
        {
          token: supergraph.env.pat("manager"),
          variables: { input: { userId, entries: [{ key: "plan", value: "gold" }] } },
        },
      );
      expect(errors).toEqual([]);
      expect(data).toEqual({
        setUserMetadata: { user: { id: `number-of-${name}`, name, metadataMap: { plan: "gold" } } },
      });
    });
  },
);
