import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { useTestEnv, withRules } from "../../support/test-env.js";

const settings = {
  SUBGRAPH_SEARCH: "true",
  SUBGRAPH_LOOKUP: "contractNumber:contract",
  ZITADEL_API_VERSION: "v2",
};
const findOne = "query ($key: String!, $value: String!) { userByMetadata(key: $key, value: $value) { id } }";
const findMany = `query ($where: [UserMetadataCondition!]!, $first: Int! = 20, $after: String) {
  usersByMetadata(where: $where, first: $first, after: $after) { nodes { id } hasNextPage endCursor }
}`;
const page = z.object({
  usersByMetadata: z.object({
    nodes: z.array(z.object({ id: z.string() })),
    hasNextPage: z.boolean(),
    endCursor: z.string().nullable(),
  }),
});

describe("search with access rules", () => {
  const env = useTestEnv(
    withRules(
      () => [
        { keys: ["hidden"], write: ["anyone"] },
        { keys: ["unreadable"], read: ["role:admin@owner"], search: ["self"], as: "service" },
        { keys: ["unsearchable"], read: ["anyone"], as: "service" },
        { keys: ["own"], read: ["anyone"], search: ["self"], as: "service" },
        { keys: ["team"], read: ["role:admin@owner"], search: ["role:admin@owner"], as: "service" },
        { keys: ["mixed"], read: ["self"], search: ["role:admin@owner"], as: "service" },
        { keys: ["contract"], read: ["self", "role:admin"], search: ["anyone"], as: "service" },
      ],
      settings,
    ),
  );
  const metadata = { hidden: "h", unsearchable: "u", own: "o", team: "red", contract: "C" };
  let acme: { readonly name: string; readonly id: string };
  let globex: { readonly name: string; readonly id: string };
  let admin: { readonly name: string; readonly id: string };
  beforeAll(async () => {
    acme = await env.addPerson({ metadata });
    globex = await env.addPerson({ metadata: { ...metadata, contract: "G" }, organization: "globex" });
    admin = await env.addPerson({ roles: ["admin"] });
  });
  const find = async (name: string, key: string, value: string): Promise<unknown> => {
    const where = [{ key, equals: value }];
    const { data, codes } = await env.query(findMany, { token: await env.login(name), variables: { where } });
    if (codes.length > 0) return codes;
    return page.parse(data).usersByMetadata.nodes.map(({ id }) => id);
  };

  it.each(["hidden", "unsearchable", "unknown"])(
    "rejects the key that is %s with the same message, without a search",
    async (key) => {
      const token = await env.login(admin.name);
      env.takeCalls();
      const { errors } = await env.query(findOne, { token, variables: { key, value: "h" } });
      expect(errors).toMatchObject([
        {
          message: "The access rules do not allow you to search users by this key.",
          extensions: { code: "FORBIDDEN" },
        },
      ]);
      expect(env.takeCalls()).toEqual({ introspect: 1 });
    },
  );

  it("finds only users whose key the caller may search and read", async () => {
    expect(await find(acme.name, "own", "o")).toEqual([acme.id]);
    expect(await find(acme.name, "contract", "C")).toEqual([acme.id]);
    expect(await find(acme.name, "contract", "G")).toEqual([]);
    expect(await find(admin.name, "contract", "G")).toEqual([globex.id]);
    expect(await find(admin.name, "team", "red")).toEqual([acme.id]);
    expect(await find(acme.name, "team", "red")).toEqual(["FORBIDDEN"]);
  });

  it("rejects a key that the caller may search but read of no user", async () => {
    expect(await find(acme.name, "unreadable", "r")).toEqual(["FORBIDDEN"]);
    expect(await find(admin.name, "unreadable", "r")).toEqual([]);
  });

  it("does not find users of whom the caller may either search or read the key, but not both", async () => {
    const outside = await env.addPerson({
      metadata: { mixed: "m" },
      organization: "globex",
      roles: ["admin"],
    });
    const inside = await env.addPerson({ metadata: { mixed: "m" }, roles: ["admin"] });
    expect(await find(outside.name, "mixed", "m")).toEqual([]);
    expect(await find(inside.name, "mixed", "m")).toEqual([inside.id]);
  });

  it("makes the same calls whether or not other users have the value", async () => {
    const token = await env.login(acme.name);
    const callsFor = async (value: string): Promise<unknown> => {
      env.takeCalls();
      const { data, codes } = await env.query(findOne, { token, variables: { key: "contract", value } });
      expect({ data, codes }).toEqual({ data: { userByMetadata: null }, codes: [] });
      return env.takeCalls();
    };
    expect(await callsFor("G")).toEqual(await callsFor("no user has it"));
  });

  it("makes the same calls whether or not users outside the organizations of the rule have the value", async () => {
    const token = await env.login(admin.name);
    await env.addPerson({ metadata: { team: "elsewhere" }, organization: "globex" });
    const callsFor = async (value: string): Promise<unknown> => {
      env.takeCalls();
      const { data, codes } = await env.query(findOne, { token, variables: { key: "team", value } });
      expect({ data, codes }).toEqual({ data: { userByMetadata: null }, codes: [] });
      return env.takeCalls();
    };
    expect(await callsFor("elsewhere")).toEqual(await callsFor("no user has it"));
  });
});
