import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { operationFiles } from "../../test/support/operation-files.js";
import { createQuery } from "../../test/support/query.js";
import { readUsers } from "./fetch.js";
import { openApollo, openUrql, type DisplayedMetadata } from "./open-clients.js";
import { startSupergraph, type Supergraph } from "./start-supergraph.js";

describe("a page of users through a gateway", () => {
  const page = { first: 2, offset: 1 };
  const coyote = { contract: "10046", plan: "acme-pro" };
  let supergraph: Supergraph;
  let token: () => string;
  let userId: string;
  beforeAll(async () => {
    supergraph = await startSupergraph();
    token = () => supergraph.env.pat("manager");
    userId = supergraph.env.zitadel.directory.user("road-runner");
  });
  afterAll(() => supergraph[Symbol.asyncDispose]());

  describe.each([
    ["Apollo Client", openApollo],
    ["urql", openUrql],
  ])("%s", (_, open) => {
    it("shows set and deleted keys without another request", async () => {
      const pages: Readonly<Record<string, DisplayedMetadata>>[] = [];
      const client = open(supergraph.url, token);
      client.watchUsers(page, (users) => pages.push(users));
      await vi.waitFor(() => {
        expect(pages.at(-1)).toMatchObject({ "wile coyote": coyote });
      });
      supergraph.env.takeCalls();
      await client.set({ userId, entries: [{ key: "shelf", value: "top" }] });
      expect(pages.at(-1)).toMatchObject({ "road runner": { shelf: "top" }, "wile coyote": coyote });
      await client.delete({ userId, keys: ["shelf"] });
      expect(pages.at(-1)?.["road runner"]).not.toHaveProperty("shelf");
      expect(supergraph.env.takeCalls().introspect).toBe(2);
    });

    it("shows the other users if one cannot be read", async () => {
      supergraph.env.emulator.failNext(/ListUserMetadata$/, { status: 500 });
      const results: unknown[] = [];
      open(supergraph.url, token).watchUsers(page, (users, codes) =>
        results.push([Object.values(users).filter((displayed) => displayed === null).length, codes]),
      );
      await vi.waitFor(() => {
        expect(results.at(-1)).toEqual([1, ["UPSTREAM_UNAVAILABLE"]]);
      });
    });
  });

  it("returns the readable users together with the failures for fetch", async () => {
    supergraph.env.emulator.failNext(/ListUserMetadata$/, { status: 500 });
    const { data, failures } = await readUsers({ url: supergraph.url, token }, page);
    expect(data.users).toMatchObject({ total: 3, items: [{ displayName: "road runner" }, {}] });
    expect(failures.map(({ code }) => code)).toEqual(["UPSTREAM_UNAVAILABLE"]);
  });

  it("matches the operation in users-with-metadata.graphql", async () => {
    const { text = "" } = operationFiles.find(({ name }) => name === "users-with-metadata") ?? {};
    const { data, errors } = await createQuery(supergraph.url)(text, {
      token: token(),
      variables: { search: "COYOTE" },
    });
    expect(errors).toEqual([]);
    const metadata = [{ key: "contract", value: "10046" }, { key: "plan" }];
    expect(data).toMatchObject({ users: { total: 1, items: [{ displayName: "wile coyote", metadata }] } });
  });
});
