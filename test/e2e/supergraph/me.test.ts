import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startSupergraph, type Supergraph } from "./start-supergraph.js";

const meQuery = "{ me { name metadata { key value } } }";

describe.each(["metadata", "accounts"] as const)(
  "me through a gateway, provided by the subgraph %s",
  (provider) => {
    let supergraph: Supergraph;
    beforeAll(async () => {
      supergraph = await startSupergraph(provider);
    });
    afterAll(() => supergraph[Symbol.asyncDispose]());
    beforeEach(() => {
      supergraph.env.takeCalls();
      supergraph.takeRequests();
    });

    it("combines the name from accounts with the metadata", async () => {
      const { data, errors } = await supergraph.query(meQuery, {
        token: await supergraph.login("wile-coyote"),
      });
      expect(errors).toEqual([]);
      expect(data).toEqual({
        me: {
          name: "wile-coyote",
          metadata: [
            { key: "contract", value: "10046" },
            { key: "plan", value: "acme-pro" },
          ],
        },
      });
      expect(supergraph.takeRequests()).toHaveLength(1);
    });

    it("is null without a token, without an error", async () => {
      const { data, errors } = await supergraph.query(meQuery);
      expect(errors).toEqual([]);
      expect(data).toEqual({ me: null });
      expect(supergraph.env.takeCalls()).not.toHaveProperty("userinfo");
    });
  },
);
