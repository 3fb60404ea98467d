import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";
import { composers } from "./composers.js";
import { contract, sharedCoordinates } from "./contract.js";
import { elementsOf } from "./elements.js";
import { typeDefsOf } from "./type-defs-of.js";

const variables = { SUBGRAPH_NAME_PREFIX: "zitadel", SUBGRAPH_DIRECTIVES: "authenticated,cost" };

describe("SUBGRAPH_NAME_PREFIX", () => {
  const env = useTestEnv(variables);

  it("renames every type, mutation and field of the user that only this subgraph defines", () => {
    const withPrefix = elementsOf(typeDefsOf(variables)).map(({ coordinate }) => coordinate);
    const unchanged = contract
      .map(({ coordinate }) => coordinate)
      .filter((coordinate) => withPrefix.includes(coordinate));
    expect(unchanged).toEqual([
      ...[
        "DateTime",
        "JSON",
        "Query",
        "Query.me",
        "Query.user",
        "Query.user(id:)",
        "User",
        "User.id",
        "Mutation",
      ],
    ]);
    expect(withPrefix).toHaveLength(contract.length);
    const descriptions = elementsOf(typeDefsOf(variables)).map(({ description }) => description);
    expect(descriptions.join("\n")).not.toMatch(/(?<!Zitadel)UserMetadata|`metadata`/);
  });

  it.each(composers)("composes by %s with a subgraph that has the fields of the search", (_, compose) => {
    const search = { ...variables, SUBGRAPH_SEARCH: "true" };
    const accounts = parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
      type User @key(fields: "id") { id: ID! }
      type Query { userByMetadata: Int usersByMetadata: Int }`);
    const { errors, api } = compose({ accounts, metadata: typeDefsOf(search) });
    expect(errors).toEqual([]);
    expect(elementsOf(api).map(({ line }) => line)).toEqual(
      expect.arrayContaining([
        "Query.userByMetadata: Int",
        "Query.zitadelUserByMetadata: User",
        "Query.zitadelUsersByMetadata: ZitadelUserMetadataMatches",
      ]),
    );
  });

  it("resolves the renamed fields of the search", async () => {
    await using search = await startTestEnv({ ...variables, SUBGRAPH_SEARCH: "true" });
    const { name, id } = await search.addPerson({ metadata: { badge: "77001" } });
    const query = `{ zitadelUserByMetadata(key: "badge", value: "77001") { id }
      zitadelUsersByMetadata(where: [{ key: "badge", exists: true }]) { nodes { id } } }`;
    expect(await search.query(query, { token: await search.login(name) })).toMatchObject({
      data: { zitadelUserByMetadata: { id }, zitadelUsersByMetadata: { nodes: [{ id }] } },
      codes: [],
    });
  });

  it.each(composers)("composes by %s with a subgraph that defines all of these names", (_, compose) => {
    const conflicting = contract.filter(({ coordinate }) => !sharedCoordinates.has(coordinate));
    const types = conflicting.filter(({ kind }) => kind === "type").map(({ name }) => name);
    const fields = (type: string): string =>
      conflicting
        .filter(({ kind, coordinate }) => kind === "field" && coordinate.startsWith(`${type}.`))
        .map(({ name }) => `${name}: Int`)
        .join(" ");
    const accounts = parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
      ${types.map((name) => `type ${name} { other: Int }`).join("\n")}
      type User @key(fields: "id") { id: ID! ${fields("User")} }
      type Mutation { ${fields("Mutation")} }
      type Query { users: [User!]! ${types.map((name) => `get${name}: ${name}`).join(" ")} }`);
    const { errors, hints, api } = compose({ accounts, metadata: typeDefsOf(variables) });
    expect([errors, hints]).toEqual([[], []]);
    const composed = elementsOf(api).map(({ line }) => line);
    expect(composed).toEqual(
      expect.arrayContaining([
        "User.metadata: Int",
        "User.zitadelMetadata: [ZitadelUserMetadataEntry!]",
        "Mutation.setUserMetadata: Int",
        "Mutation.setZitadelUserMetadata: SetZitadelUserMetadataPayload",
      ]),
    );
  });

  it("resolves the renamed fields and mutations", async () => {
    const { name, id } = await env.addPerson();
    const token = await env.login(name);
    const mutation = `mutation ($input: SetZitadelUserMetadataInput!) {
      setZitadelUserMetadata(input: $input) { entries { __typename key } userErrors { code } }
    }`;
    const input = { userId: id, entries: [{ key: "plan", value: "gold" }] };
    const written = await env.query(mutation, { token: env.pat("manager"), variables: { input } });
    expect(written).toMatchObject({
      data: {
        setZitadelUserMetadata: {
          entries: [{ __typename: "ZitadelUserMetadataEntry", key: "plan" }],
          userErrors: [],
        },
      },
      codes: [],
    });
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User {
      zitadelMetadata { key } zitadelMetadataEntry(key: "plan") { value } zitadelMetadataMap
    } } }`;
    const r = [{ __typename: "User", id }];
    // The operation is compiled from its second execution on.
    for (let execution = 0; execution < 3; execution++) {
      const { data, codes } = await env.query(query, { token, variables: { r } });
      expect({ data, codes }).toEqual({
        data: {
          _entities: [
            {
              zitadelMetadata: [{ key: "plan" }],
              zitadelMetadataEntry: { value: "gold" },
              zitadelMetadataMap: { plan: "gold" },
            },
          ],
        },
        codes: [],
      });
    }
  });
});
