import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startSupergraph, type Supergraph } from "./start-supergraph.js";

const set = `
  mutation ($input: SetUserMetadataInput!) {
    setUserMetadata(input: $input) {
      user { name metadata { key value } }
      entries { key value }
      userErrors { code field key }
    }
  }
`;
const remove = `
  mutation ($input: DeleteUserMetadataInput!) {
    deleteUserMetadata(input: $input) {
      user { name metadata { key value } }
      deletedKeys
      userErrors { code field key }
    }
  }
`;

describe("a mutation through a gateway", () => {
  let supergraph: Supergraph;
  beforeAll(async () => {
    supergraph = await startSupergraph();
  });
  afterAll(() => supergraph[Symbol.asyncDispose]());
  beforeEach(() => {
    supergraph.env.takeCalls();
    supergraph.takeRequests();
  });

  /** Adds a person with the metadata of wile-coyote for a single test. */
  async function addPerson(): Promise<{ readonly name: string; readonly userId: string }> {
    const metadata = { contract: "10046", plan: "acme-pro" };
    const { name, id } = await supergraph.env.addPerson({ metadata });
    supergraph.setPage(name);
    return { name, userId: id };
  }

  it("sets metadata, and returns the user with the new metadata and the name from accounts", async () => {
    const { name, userId } = await addPerson();
    const { data, errors } = await supergraph.query(set, {
      token: supergraph.env.pat("manager"),
      variables: { input: { userId, entries: [{ key: "plan", value: "birdseed" }] } },
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      setUserMetadata: {
        user: {
          name,
          metadata: [
            { key: "contract", value: "10046" },
            { key: "plan", value: "birdseed" },
          ],
        },
        entries: [{ key: "plan", value: "birdseed" }],
        userErrors: [],
      },
    });
  });

  it("returns the metadata after each mutation if an operation has several", async () => {
    const { name, userId } = await addPerson();
    const { data, errors } = await supergraph.query(
      `mutation ($one: SetUserMetadataInput!, $two: SetUserMetadataInput!) {
        one: setUserMetadata(input: $one) { user { name metadataMap } }
        two: setUserMetadata(input: $two) { user { name metadataMap } }
      }`,
      {
        token: supergraph.env.pat("manager"),
        variables: {
          one: { userId, entries: [{ key: "step", value: "one" }] },
          two: { userId, entries: [{ key: "step", value: "two" }] },
        },
      },
    );
    expect(errors).toEqual([]);
    const before = { contract: "10046", plan: "acme-pro" };
    expect(data).toEqual({
      one: { user: { name, metadataMap: { ...before, step: "one" } } },
      two: { user: { name, metadataMap: { ...before, step: "two" } } },
    });
  });

  it("deletes metadata, and returns the user without the key", async () => {
    const { name, userId } = await addPerson();
    const { data, errors } = await supergraph.query(remove, {
      token: supergraph.env.pat("manager"),
      variables: { input: { userId, keys: ["plan", "never-there"] } },
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      deleteUserMetadata: {
        user: { name, metadata: [{ key: "contract", value: "10046" }] },
        deletedKeys: ["plan"],
        userErrors: [],
      },
    });
  });

  it("returns userErrors and no user for invalid input", async () => {
    const { userId } = await addPerson();
    const { data, errors } = await supergraph.query(set, {
      token: supergraph.env.pat("manager"),
      variables: {
        input: {
          userId,
          entries: [
            { key: "ok", value: "1" },
            { key: "empty", value: "" },
          ],
        },
      },
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      setUserMetadata: {
        user: null,
        entries: [],
        userErrors: [{ code: "VALUE_EMPTY", field: ["entries", "1", "value"], key: "empty" }],
      },
    });
    expect((await supergraph.env.zitadel.getMetadata(userId)).has("ok")).toBe(false);
  });

  it("returns FORBIDDEN at its field if the caller may not write", async () => {
    const userId = supergraph.env.zitadel.directory.user("bugs-bunny");
    const { data, errors } = await supergraph.query(remove, {
      token: supergraph.env.pat("manager"),
      variables: { input: { userId, keys: ["contract"] } },
    });
    expect(data).toEqual({ deleteUserMetadata: null });
    expect(errors).toMatchObject([{ path: ["deleteUserMetadata"], extensions: { code: "FORBIDDEN" } }]);
    expect((await supergraph.env.zitadel.getMetadata(userId)).has("contract")).toBe(true);
  });
});
