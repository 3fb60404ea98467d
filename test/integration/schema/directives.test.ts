import { type DocumentNode, parse, print } from "graphql";
import { describe, expect, it } from "vitest";
import { accountsSdl } from "../../support/supergraph/accounts-schema.js";
import { composers } from "./composers.js";
import { contract, sharedCoordinates } from "./contract.js";
import { elementsOf } from "./elements.js";
import { typeDefsOf } from "./type-defs-of.js";

const ownCoordinates = contract
  .map(({ coordinate }) => coordinate)
  .filter((coordinate) => !sharedCoordinates.has(coordinate));
const call = "@cost(weight: 10)";
const listSize = '@listSize(assumedSize: 20, requireOneSlicingArgument: false, slicingArguments: ["limit"])';

const authenticated = {
  "Query.user": ["@authenticated"],
  "User.metadata": ["@authenticated"],
  "User.metadataEntry": ["@authenticated"],
  "User.metadataMap": ["@authenticated"],
  "Mutation.setUserMetadata": ["@authenticated"],
  "Mutation.deleteUserMetadata": ["@authenticated"],
  "Mutation.updateUserMetadata": ["@authenticated"],
};
const cost = {
  "Query.user": [call],
  "User.metadata": [listSize],
  "User.metadataEntry": [call],
  "User.metadataMap": [call],
  "Mutation.setUserMetadata": [call],
  "Mutation.deleteUserMetadata": [call],
  "Mutation.updateUserMetadata": [call],
};
const both = {
  "Query.user": ["@authenticated", call],
  "User.metadata": ["@authenticated", listSize],
  "User.metadataEntry": ["@authenticated", call],
  "User.metadataMap": ["@authenticated", call],
  "Mutation.setUserMetadata": ["@authenticated", call],
  "Mutation.deleteUserMetadata": ["@authenticated", call],
  "Mutation.updateUserMetadata": ["@authenticated", call],
};

const profiles = [
  {
    directives: "authenticated",
    link: '@link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@authenticated"])',
    expected: authenticated,
  },
  {
    directives: "cost",
    link: '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize"])',
    expected: cost,
  },
  {
    directives: "cost,authenticated",
    link: '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize", "@authenticated"])',
    expected: both,
  },
];

describe.each(profiles)("SUBGRAPH_DIRECTIVES=$directives", ({ directives, link, expected }) => {
  const typeDefs = typeDefsOf({ SUBGRAPH_DIRECTIVES: directives });

  it("imports the directives from the oldest federation version that has them", () => {
    expect(print(typeDefs).split("\n")[0]).toBe(`extend schema ${link}`);
  });

  it("applies the directives only to this subgraph's own fields, and not to me", () => {
    expect(directivesByCoordinate(typeDefs)).toEqual(expected);
    expect(ownCoordinates).toEqual(expect.arrayContaining(Object.keys(expected)));
  });

  it.each(composers)(
    "adds the directives to the supergraph by %s, but not to fields of accounts",
    (_, compose) => {
      const { errors, hints, supergraph } = compose({ accounts: parse(accountsSdl([])), metadata: typeDefs });
      expect([errors, hints]).toEqual([[], []]);
      expect(directivesByCoordinate(supergraph)).toEqual(expected);
    },
  );
});

/** The `@authenticated`, `@cost` and `@listSize` directives by coordinate. */
function directivesByCoordinate(schema: DocumentNode): Readonly<Record<string, readonly string[]>> {
  const found = elementsOf(schema).map(({ coordinate, directives }) => {
    const selected = directives.filter((directive) => /^@(authenticated|cost|listSize)/.test(directive));
    return [coordinate, selected.toSorted()] as const;
  });
  return Object.fromEntries(found.filter(([, directives]) => directives.length > 0));
}
