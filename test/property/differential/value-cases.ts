import { getIntrospectionQuery } from "graphql";
import { allUsers, entities, type OperationCase, onUser, user } from "./operation-case.js";

/** Operations with various arguments and variables, and failures. */
export const valueCases: readonly OperationCase[] = [
  [
    "default values",
    {
      query:
        'query ($limit: Int = 2, $f: UserMetadataFilter = { key: { contains: "0" } }) { user(id: "many") { metadata(limit: $limit, filter: $f) { key } } }',
    },
  ],
  [
    "default values that null overrides",
    {
      query:
        'query ($limit: Int = 2, $o: Int = 3) { user(id: "many") { metadata(limit: $limit, offset: $o) { key } } }',
      variables: { limit: null },
    },
  ],
  [
    "null for a non-null argument",
    {
      query:
        'query ($o: Int = 3) { user(id: "many") { a: metadata(offset: $o) { key } b: metadata { key } } }',
      variables: { o: null },
    },
  ],
  [
    "a variable in a literal",
    {
      query:
        'query ($id: ID!, $k: String!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { metadata(filter: { keys: [$k, "key.01"], key: { startsWith: $k } }) { key } } } }',
      variables: { id: "many", k: "key.0" },
    },
  ],
  [
    "a missing variable in a literal",
    {
      query:
        'query ($id: ID, $k: String) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { metadata(filter: { key: { startsWith: $k } }) { key } } } }',
    },
  ],
  [
    "unusual literals",
    {
      query:
        '{ _entities(representations: [{ __typename: "User", __proto__: { id: "many" }, id: "odd" }, { __proto__: 1 }]) { ... on User { metadataMap } } }',
    },
  ],
  [
    "single values for lists",
    {
      query:
        '{ _entities(representations: { __typename: "User", id: "odd" }) { ... on User { metadataMap(keys: "__proto__") } } }',
    },
  ],
  [
    "errors at several paths",
    {
      query: onUser(
        'id a: metadata(offset: -1) { key } b: metadata { key } c: metadataEntry(key: "huge") { key } d: metadata(limit: -2) { key }',
      ),
      variables: allUsers,
    },
  ],
  [
    "representations with invalid ids",
    {
      query: onUser("id metadata { key }"),
      variables: {
        all: [user("odd"), user(""), user("forbidden"), user("a\0b"), user(null), user([]), user("many")],
      },
    },
  ],
  [
    "a representation of another type",
    { query: onUser("id"), variables: { all: [user("odd"), { __typename: "Other" }] } },
  ],
  ["representations that are not objects", { query: onUser("id"), variables: { all: [3, "x", []] } }],
  ["null among the representations", { query: onUser("id"), variables: { all: [user("odd"), null] } }],
  ["no representations", { query: onUser("id metadata { key }"), variables: { all: [] } }],
  ["a representation in place of a list", { query: onUser("id"), variables: { all: user("odd") } }],
  [
    "an invalid value beside the representations",
    {
      query: entities("... on User { metadata(limit: $n) { key } }", "$all: [_Any!]!, $n: Int"),
      variables: { all: [user("odd")], n: "1" },
    },
  ],
  [
    "too many representations",
    { query: onUser("id"), variables: { all: Array.from({ length: 21 }, () => user("odd")) } },
  ],
  [
    "a failure in a non-null field, followed by other fields",
    {
      query:
        '{ _entities(representations: [{ __typename: "Other" }]) { __typename } user(id: "") { id } b: user(id: "forbidden") { id } }',
    },
  ],
  [
    "users that are forbidden or missing",
    {
      query:
        '{ a: user(id: "forbidden") { id } b: user(id: "missing") { id } c: user(id: "") { id } d: user(id: "many") { id } }',
    },
  ],
  [
    "variables of the wrong type",
    {
      query:
        "query ($limit: Int, $f: UserMetadataFilter) { me { metadata(limit: $limit, filter: $f) { key } } }",
      variables: { limit: "1", f: { keys: [1], other: true } },
    },
  ],
  [
    "an integer variable that is too large",
    {
      query: "query ($limit: Int) { me { metadata(limit: $limit) { key } } }",
      variables: { limit: 2 ** 31 },
    },
  ],
  [
    "undeclared variables",
    {
      query: "query ($limit: Int) { me { metadata(limit: $limit) { key } } }",
      variables: { other: 1, limit: 1 },
    },
  ],
  [
    "variables with unusual names",
    {
      query:
        "query ($__proto__: Int, $constructor: Int) { me { metadata(limit: $__proto__, offset: 0) { key } b: metadata(limit: $constructor) { key } } }",
      variables: JSON.parse('{ "__proto__": 1, "constructor": 1 }'),
    },
  ],
  [
    "one of two operations",
    {
      query:
        "query A { me { id } } query B($n: Int) { me { metadata(limit: $n) { ...F } } } fragment F on UserMetadataEntry { key }",
      operationName: "B",
      variables: { n: 1 },
    },
  ],
  ["two operations without an operation name", { query: "query A { me { id } } query B { me { id } }" }],
  ["the name of a missing operation", { query: "query A { me { id } }", operationName: "C" }],
  ["an empty operation name", { query: "query A { me { id } }", operationName: "" }],
  ["introspection", { query: getIntrospectionQuery() }],
  [
    "introspection of a type, beside other fields",
    { query: '{ me { id } __type(name: "User") { name fields { name } } }' },
  ],
  ["the SDL of the schema", { query: "{ _service { __typename sdl } }" }],
  [
    "the SDL of the schema, beside other fields",
    { query: '{ me { id } _service { sdl } user(id: "forbidden") { id } }' },
  ],
  [
    "several writes",
    {
      query:
        'mutation { a: setUserMetadata(input: { userId: "forbidden", entries: [{ key: "k", value: "v" }] }) { user { id } } b: setUserMetadata(input: { userId: "many", entries: [{ key: "k", value: "v" }, { key: "d", valueBase64: "AAE" }] }) { entries { key value updatedAt } user { metadata(limit: 2) { key } } userErrors { code } } c: deleteUserMetadata(input: { userId: "many", keys: ["a", "not there"] }) { deletedKeys deletedEntryIds user { id } } }',
    },
  ],
  [
    "rejected writes",
    {
      query:
        'mutation { setUserMetadata(input: { userId: "missing", entries: [{ key: "k", value: "v" }] }) { userErrors { code message field key } } deleteUserMetadata(input: { userId: "many", keys: [] }) { userErrors { code field } } }',
    },
  ],
];
