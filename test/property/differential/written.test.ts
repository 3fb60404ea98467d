import { Kind, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { createExecuteEntities } from "../../../src/graphql/execution/entities/execute.js";
import { createQueryCache } from "../../../src/graphql/execution/entities/query-cache.js";
import { createUserFields } from "../../../src/graphql/execution/entities/user-fields.js";
import { createEntities } from "../../../src/graphql/resolvers/entities.js";
import { createTestContext, profile, uninstrumentedSchema } from "./execute-both.js";
import { entities, onUser, user } from "./operation-case.js";

const execute = createExecuteEntities(
  uninstrumentedSchema,
  createQueryCache(uninstrumentedSchema, "User", createUserFields(profile)),
  createEntities(profile.user, undefined),
);

/** Whether the subgraph writes the response itself. */
async function isWritten(query: string, variables: Readonly<Record<string, unknown>>): Promise<boolean> {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION)
    throw new TypeError("The first definition is not an operation.");
  const response = await execute({ operation, document, variables, context: createTestContext({ query }) });
  return response !== undefined;
}

describe("the response to a query of entities", () => {
  const all = [user("many")];

  it.each([
    [
      "fields of entries",
      onUser("id __typename metadata { __typename id key value valueBase64 valueJson }"),
      {},
    ],
    [
      "arguments",
      onUser(
        'metadata(filter: { key: { startsWith: "key." } }) { key } metadataEntry(key: "key.01") { value }',
      ),
      {},
    ],
    ["maps and typed keys", onUser("metadataMap attributes { __typename theme zero }"), {}],
    [
      "variables",
      entities("... on User { metadata(limit: $n) { key } }", "$all: [_Any!]!, $n: Int"),
      { n: 2 },
    ],
    ["aliases", onUser('a: metadata(limit: 1) { k: key } b: metadataEntry(key: "key.02") { key }'), {}],
    [
      "fragments and conditions",
      `${entities("...F @include(if: $yes)", "$all: [_Any!]!, $yes: Boolean!")} fragment F on User { id }`,
      { yes: true },
    ],
  ])("is written directly if the query has %s", async (_, query, variables) => {
    expect(await isWritten(query, { all, ...variables })).toBe(true);
  });

  it.each([
    [
      "another root field",
      "query ($all: [_Any!]!) { _entities(representations: $all) { __typename } me { id } }",
      {},
    ],
    ["a root field twice", entities("__typename } b: _entities(representations: $all) { __typename"), {}],
    ["no entities", "{ me { id } }", {}],
    ["rights", onUser("metadata { key mayWrite }"), {}],
    ["definitions of typed keys", onUser("metadataDefinitions { key }"), {}],
    ["a negative offset", onUser("metadata(offset: -1) { key }"), {}],
    [
      "a null condition",
      entities("... on User { id @skip(if: $if) }", "$all: [_Any!]!, $if: Boolean = true"),
      { if: null },
    ],
    ["an invalid variable", onUser("id"), { all: null }],
  ])("is left to graphql-js if the query has %s", async (_, query, variables) => {
    expect(await isWritten(query, { all, ...variables })).toBe(false);
  });
});
