import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startSupergraph, type Supergraph } from "./start-supergraph.js";

const plansQuery = '{ users(first: 9) { metadataEntry(key: "plan") { value } } }';
const metadataQuery = "{ users(first: 9) { name metadata { value } } }";

describe("metadata of other users through a gateway", () => {
  let supergraph: Supergraph;
  beforeAll(async () => {
    supergraph = await startSupergraph();
  });
  afterAll(() => supergraph[Symbol.asyncDispose]());
  beforeEach(() => {
    supergraph.env.takeCalls();
    supergraph.takeRequests();
  });

  it("is limited to the caller's own metadata for a caller without a role", async () => {
    supergraph.setPage("road-runner", "wile-coyote");
    const { data, codes } = await supergraph.query(metadataQuery, {
      token: await supergraph.login("wile-coyote"),
    });
    expect(data).toEqual({
      users: [
        { name: "road-runner", metadata: null },
        { name: "wile-coyote", metadata: [{ value: "10046" }, { value: "acme-pro" }] },
      ],
    });
    expect(codes).toEqual(["FORBIDDEN"]);
  });

  it("includes all users for a caller with a role in the whole instance", async () => {
    supergraph.setPage("bugs-bunny", "wile-coyote");
    const { data, errors } = await supergraph.query(metadataQuery, {
      token: supergraph.env.pat("instance-viewer"),
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      users: [
        { name: "bugs-bunny", metadata: [{ value: "20001" }] },
        { name: "wile-coyote", metadata: [{ value: "10046" }, { value: "acme-pro" }] },
      ],
    });
  });

  it("is null with an error for a user that the caller may not read, and complete for the others", async () => {
    supergraph.setPage("road-runner", "bugs-bunny", "porky-pig");
    const { data, errors } = await supergraph.query(metadataQuery, {
      token: supergraph.env.pat("manager"),
    });
    expect(data).toEqual({
      users: [
        {
          name: "road-runner",
          metadata: [{ value: "10045" }, { value: "gold" }, { value: '{"theme":"dark","beta":true}' }],
        },
        { name: "bugs-bunny", metadata: null },
        { name: "porky-pig", metadata: [] },
      ],
    });
    expect(errors).toMatchObject([{ path: ["users", 1, "metadata"], extensions: { code: "FORBIDDEN" } }]);
  });

  it("is null with an error for each user without a token, while names are returned", async () => {
    supergraph.setPage("road-runner", "wile-coyote");
    const { data, errors } = await supergraph.query(metadataQuery);
    expect(data).toEqual({
      users: [
        { name: "road-runner", metadata: null },
        { name: "wile-coyote", metadata: null },
      ],
    });
    expect(errors).toMatchObject([
      { path: ["users", 0, "metadata"], extensions: { code: "UNAUTHENTICATED" } },
      { path: ["users", 1, "metadata"], extensions: { code: "UNAUTHENTICATED" } },
    ]);
    expect(supergraph.env.takeCalls()).not.toHaveProperty("list");
  });

  it("is null with an error for a token that ZITADEL rejects", async () => {
    supergraph.setPage("road-runner");
    const { data, codes } = await supergraph.query(metadataQuery, { token: "made-up" });
    expect(data).toEqual({ users: [{ name: "road-runner", metadata: null }] });
    expect(codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("is separate for concurrent requests of different callers", async () => {
    supergraph.setPage("road-runner", "wile-coyote");
    const callers = ["road-runner", "wile-coyote"];
    const tokens = await Promise.all(callers.map((caller) => supergraph.login(caller)));
    const responses = await Promise.all(tokens.map((token) => supergraph.query(plansQuery, { token })));
    expect(responses.map(({ data }) => data)).toEqual([
      { users: [{ metadataEntry: { value: "gold" } }, { metadataEntry: null }] },
      { users: [{ metadataEntry: null }, { metadataEntry: { value: "acme-pro" } }] },
    ]);
  });
});
