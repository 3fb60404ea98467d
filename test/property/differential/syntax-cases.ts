import { allUsers, type OperationCase, entities, onUser, user } from "./operation-case.js";
import { userIds } from "./stub-source.js";

const allFields = "id key value valueBase64 valueJson sizeInBytes createdAt updatedAt mayWrite";

/** Operations with various syntax. */
export const syntaxCases: readonly OperationCase[] = [
  [
    "all fields of all users",
    { query: onUser(`id metadata { ${allFields} } metadataMap`), variables: allUsers },
  ],
  [
    "a bug in one of the users",
    { query: onUser("id metadata { key }"), variables: { all: userIds.map(user) } },
  ],
  ["an anonymous caller", { query: onUser("id metadata { key }"), variables: allUsers, caller: "anonymous" }],
  [
    "a token that could not be checked",
    { query: onUser("a: metadata { key } b: metadataMap"), variables: allUsers, caller: "unchecked" },
  ],
  [
    "type names everywhere",
    {
      query: entities("__typename ... on User { __typename metadata { __typename t: __typename } }"),
      variables: allUsers,
    },
  ],
  ["a type name of the root", { query: "{ __typename a: __typename me { id } }" }],
  [
    "aliases whose concatenations are equal",
    { query: "{ a_b: me { c: metadata { d: key } } a: me { b_c: metadata { d: value } b: id } }" },
  ],
  [
    "aliases that are JavaScript keywords",
    { query: "{ function: me { class: metadata { await: key this: value } null: id } }" },
  ],
  [
    "aliases that are property names of objects",
    { query: "{ constructor: me { toString: id hasOwnProperty: metadataMap } }" },
  ],
  ["the alias __proto__", { query: "{ __proto__: me { __proto__: metadata { __proto__: key } id } }" }],
  [
    "aliases that compiled code uses as names",
    {
      query: "{ __context: me { __parent: metadata { __currentItem: key idx0: value result: id } err: id } }",
    },
  ],
  [
    "named fragments",
    {
      query:
        "{ me { ...A ...B } } fragment A on User { metadata { ...C } } fragment B on User { metadata { value ...C } } fragment C on UserMetadataEntry { key }",
    },
  ],
  [
    "a fragment with two spreads",
    {
      query:
        '{ me { a: metadata { ...C x: value } b: metadata(limit: 1) { ...C } } user(id: "many") { metadata(limit: 2) { ...C } } } fragment C on UserMetadataEntry { key id }',
    },
  ],
  ["fragments within fragments", { query: "{ ... { ... on Query { me { ... on User { ... { id } } } } } }" }],
  [
    "merged fields",
    { query: "{ me { metadata { key } id metadata { value } } me { id metadata { key sizeInBytes } } }" },
  ],
  [
    "merged fields, the first of them skipped",
    {
      query: "query ($no: Boolean!) { me { metadata @include(if: $no) { key } metadata { value } } }",
      variables: { no: false },
    },
  ],
  [
    "merged fields, one of them in a skipped fragment",
    {
      query:
        "query ($no: Boolean!) { me { ...A @include(if: $no) metadata { value ...B } } } fragment A on User { metadata { key ...B } } fragment B on UserMetadataEntry { id }",
      variables: { no: false },
    },
  ],
  [
    "a fragment spread twice, one of them skipped",
    {
      query: "query ($no: Boolean!) { me { ...A @skip(if: $no) ...A } } fragment A on User { id }",
      variables: { no: true },
    },
  ],
  [
    "objects with all fields skipped",
    {
      query: "query ($no: Boolean!) { me { id @skip(if: $no) metadata { key @skip(if: $no) } } }",
      variables: { no: true },
    },
  ],
  ["a skipped root field", { query: "{ me @skip(if: true) { id } }" }],
  [
    "skipped dates",
    { query: "query ($no: Boolean = true) { me { metadata { key updatedAt @skip(if: $no) } } }" },
  ],
  [
    "a null condition",
    {
      query: "query ($if: Boolean = true) { me { id @skip(if: $if) metadata { key } } }",
      variables: { if: null },
    },
  ],
  ["a missing condition", { query: "query ($if: Boolean!) { me { id @skip(if: $if) } }" }],
];
