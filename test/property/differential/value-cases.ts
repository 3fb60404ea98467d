import { getIntrospectionQuery } from "graphql";
import { allUsers, type OperationCase, onUser, user } from "./operation-case.js";

/** What operations can be asked with, and what can go wrong. */
export const valueCases: readonly OperationCase[] = [
  [
    "default values",
    {
      query:
        'query ($limit: Int = 2, $f: UserMetadataFilter = { key: { contains: "0" } }) { user(id: "many") { metadata(limit: $limit, filter: $f) { key } } }',
    },
  ],
  [
    "default values, null",
    {
      query:
        'query ($limit: Int = 2, $o: Int = 3) { user(id: "many") { metadata(limit: $limit, offset: $o) { key } } }',
      variables: { limit: null },
    },
  ],
  [
    "null where an argument must be",
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
    "a variable in a literal, missing",
    {
      query:
        'query ($id: ID, $k: String) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { metadata(filter: { key: { startsWith: $k } }) { key } } } }',
    },
  ],
  [
    "odd literals",
    {
      query:
        '{ _entities(representations: [{ __typename: "User", __proto__: { id: "many" }, id: "odd" }, { __proto__: 1 }]) { ... on User { metadataMap } } }',
    },
  ],
  [
    "one value where a list is meant",
    {
      query:
        '{ _entities(representations: { __typename: "User", id: "odd" }) { ... on User { metadataMap(keys: "__proto__") } } }',
    },
  ],
  [
    "errors at many places",
    {
      query: onUser(
        'id a: metadata(offset: -1) { key } b: metadata { key } c: metadataEntry(key: "huge") { key } d: metadata(limit: -2) { key }',
      ),
      variables: allUsers,
    },
  ],
  [
    "representations that make no sense",
    {
      query: onUser("id metadata { key }"),
      variables: {
        all: [user("odd"), user(""), user("refused"), user("a\0b"), user(null), user([]), user("many")],
      },
    },
  ],
  [
    "a representation of another type",
    { query: onUser("id"), variables: { all: [user("odd"), { __typename: "Other" }] } },
  ],
  ["representations that are none", { query: onUser("id"), variables: { all: [3, "x", []] } }],
  ["null among the representations", { query: onUser("id"), variables: { all: [user("odd"), null] } }],
  [
    "too many representations",
    { query: onUser("id"), variables: { all: Array.from({ length: 21 }, () => user("odd")) } },
  ],
  [
    "a failure where there must be something, and fields behind it",
    {
      query:
        '{ _entities(representations: [{ __typename: "Other" }]) { __typename } user(id: "") { id } b: user(id: "refused") { id } }',
    },
  ],
  [
    "users that are refused or gone",
    {
      query:
        '{ a: user(id: "refused") { id } b: user(id: "gone") { id } c: user(id: "") { id } d: user(id: "many") { id } }',
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
    "a variable that is too large",
    {
      query: "query ($limit: Int) { me { metadata(limit: $limit) { key } } }",
      variables: { limit: 2 ** 31 },
    },
  ],
  [
    "variables that nobody declared",
    {
      query: "query ($limit: Int) { me { metadata(limit: $limit) { key } } }",
      variables: { other: 1, limit: 1 },
    },
  ],
  [
    "a variable of an odd name",
    {
      query:
        "query ($__proto__: Int, $constructor: Int) { me { metadata(limit: $__proto__, offset: 0) { key } b: metadata(limit: $constructor) { key } } }",
      variables: JSON.parse('{ "__proto__": 1, "constructor": 1 }'),
    },
  ],
  [
    "one operation of two",
    {
      query:
        "query A { me { id } } query B($n: Int) { me { metadata(limit: $n) { ...F } } } fragment F on UserMetadataEntry { key }",
      operationName: "B",
      variables: { n: 1 },
    },
  ],
  ["no operation of two", { query: "query A { me { id } } query B { me { id } }" }],
  ["an operation that is not there", { query: "query A { me { id } }", operationName: "C" }],
  ["an empty operation name", { query: "query A { me { id } }", operationName: "" }],
  ["introspection", { query: getIntrospectionQuery() }],
  ["a type, beside others", { query: '{ me { id } __type(name: "User") { name fields { name } } }' }],
  ["the schema's text", { query: "{ _service { __typename sdl } }" }],
  [
    "the schema's text, beside others",
    { query: '{ me { id } _service { sdl } user(id: "refused") { id } }' },
  ],
  [
    "writes in order",
    {
      query:
        'mutation { a: setUserMetadata(input: { userId: "refused", entries: [{ key: "k", value: "v" }] }) { user { id } } b: setUserMetadata(input: { userId: "many", entries: [{ key: "k", value: "v" }, { key: "d", valueBase64: "AAE" }] }) { entries { key value updatedAt } user { metadata(limit: 2) { key } } userErrors { code } } c: deleteUserMetadata(input: { userId: "many", keys: ["a", "not there"] }) { deletedKeys deletedEntryIds user { id } } }',
    },
  ],
  [
    "writes that are refused",
    {
      query:
        'mutation { setUserMetadata(input: { userId: "gone", entries: [{ key: "k", value: "v" }] }) { userErrors { code message field key } } deleteUserMetadata(input: { userId: "many", keys: [] }) { userErrors { code field } } }',
    },
  ],
];
