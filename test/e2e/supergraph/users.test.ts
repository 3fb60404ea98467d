import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startSupergraph, type Supergraph } from "./start-supergraph.js";

describe("users { metadata } through a gateway", () => {
  let supergraph: Supergraph;
  beforeAll(async () => {
    supergraph = await startSupergraph();
  });
  afterAll(() => supergraph[Symbol.asyncDispose]());
  beforeEach(() => {
    supergraph.env.takeCalls();
    supergraph.takeRequests();
  });

  it("takes one request to the subgraph and one call to ZITADEL per user", async () => {
    const { zitadel } = supergraph.env;
    const people = Array.from({ length: 50 }, (_, n) => `person-${n}`);
    // Concurrently: on a real server, hashing the password of one person takes more than a second.
    await Promise.all(people.map((name) => zitadel.addUser(name, { metadata: { plan: `plan of ${name}` } })));
    supergraph.setPage(...people);
    supergraph.env.takeCalls();

    const { data, errors } = await supergraph.query("{ users(first: 50) { name metadata { key value } } }", {
      token: zitadel.directory.personalAccessToken("manager"),
    });

    expect(errors).toEqual([]);
    expect(data).toEqual({
      users: people.map((name) => ({ name, metadata: [{ key: "plan", value: `plan of ${name}` }] })),
    });
    const requests = supergraph.takeRequests();
    expect(requests).toHaveLength(1);
    expect(requests[0]?.query).toContain("_entities");
    expect(supergraph.env.takeCalls()).toEqual({ introspect: 1, list: 50 });
  });

  it("reads a user only once if it occurs several times in the page", async () => {
    supergraph.setPage("road-runner", "wile-coyote", "road-runner", "road-runner");
    const { data, errors } = await supergraph.query(
      '{ users(first: 9) { name metadataEntry(key: "plan") { value } } }',
      { token: supergraph.env.pat("manager") },
    );
    expect(errors).toEqual([]);
    const roadRunner = { name: "road-runner", metadataEntry: { value: "gold" } };
    const wileCoyote = { name: "wile-coyote", metadataEntry: { value: "acme-pro" } };
    expect(data).toEqual({ users: [roadRunner, wileCoyote, roadRunner, roadRunner] });
    expect(supergraph.env.takeCalls()).toMatchObject({ list: 2 });
  });

  it("reads a user only once for several aliases with different arguments", async () => {
    supergraph.setPage("road-runner");
    const { data, errors } = await supergraph.query(
      `{
        users(first: 1) {
          all: metadata { key }
          first: metadata(limit: 1) { value }
          filtered: metadata(filter: { key: { startsWith: "p" } }) { value }
          plan: metadataEntry(key: "plan") { value }
          contract: metadataEntry(key: "contract") { value }
          metadataMap(keys: ["plan"])
        }
      }`,
      { token: supergraph.env.pat("manager") },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      users: [
        {
          all: [{ key: "contract" }, { key: "plan" }, { key: "settings" }],
          first: [{ value: "10045" }],
          filtered: [{ value: "gold" }],
          plan: { value: "gold" },
          contract: { value: "10045" },
          metadataMap: { plan: "gold" },
        },
      ],
    });
    expect(supergraph.env.takeCalls()).toMatchObject({ list: 1 });
  });

  it("sends no request to the subgraph for ids alone", async () => {
    const ids = supergraph.setPage("road-runner", "wile-coyote", "porky-pig");
    const { data } = await supergraph.query("{ users(first: 3) { id } }");
    expect(data).toEqual({ users: ids.map((id) => ({ id })) });
    expect(supergraph.takeRequests()).toEqual([]);
  });
});
