import { allUsers, type OperationCase, entities, onUser, user } from "./operation-case.js";
import { userIds } from "./stub-source.js";

const everything = "id key value valueBase64 valueJson sizeInBytes createdAt updatedAt";

/** How operations can be written. */
export const syntaxCases: readonly OperationCase[] = [
  ["all of everything", { query: onUser(`id metadata { ${everything} } metadataMap`), variables: allUsers }],
  ["a bug among them", { query: onUser("id metadata { key }"), variables: { all: userIds.map(user) } }],
  ["nobody's token", { query: onUser("id metadata { key }"), variables: allUsers, caller: "nobody" }],
  [
    "an unchecked token",
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
    "aliases that join to the same",
    { query: "{ a_b: me { c: metadata { d: key } } a: me { b_c: metadata { d: value } b: id } }" },
  ],
  [
    "aliases that are words of JavaScript",
    { query: "{ function: me { class: metadata { await: key this: value } null: id } }" },
  ],
  [
    "aliases that objects have",
    { query: "{ constructor: me { toString: id hasOwnProperty: metadataMap } }" },
  ],
  [
    "an alias that is the prototype's",
    { query: "{ __proto__: me { __proto__: metadata { __proto__: key } id } }" },
  ],
  [
    "names of compiled code",
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
    "a fragment in two places",
    {
      query:
        '{ me { a: metadata { ...C x: value } b: metadata(limit: 1) { ...C } } user(id: "many") { metadata(limit: 2) { ...C } } } fragment C on UserMetadataEntry { key id }',
    },
  ],
  ["fragments within fragments", { query: "{ ... { ... on Query { me { ... on User { ... { id } } } } } }" }],
  [
    "fields that are merged",
    { query: "{ me { metadata { key } id metadata { value } } me { id metadata { key sizeInBytes } } }" },
  ],
  [
    "fields that are merged, the first left out",
    {
      query: "query ($no: Boolean!) { me { metadata @include(if: $no) { key } metadata { value } } }",
      variables: { no: false },
    },
  ],
  [
    "fields that are merged, within a fragment that is left out",
    {
      query:
        "query ($no: Boolean!) { me { ...A @include(if: $no) metadata { value ...B } } } fragment A on User { metadata { key ...B } } fragment B on UserMetadataEntry { id }",
      variables: { no: false },
    },
  ],
  [
    "a fragment once left out and once not",
    {
      query: "query ($no: Boolean!) { me { ...A @skip(if: $no) ...A } } fragment A on User { id }",
      variables: { no: true },
    },
  ],
  [
    "nothing left",
    {
      query: "query ($no: Boolean!) { me { id @skip(if: $no) metadata { key @skip(if: $no) } } }",
      variables: { no: true },
    },
  ],
  ["nothing left at all", { query: "{ me @skip(if: true) { id } }" }],
  [
    "dates left out",
    { query: "query ($no: Boolean = true) { me { metadata { key updatedAt @skip(if: $no) } } }" },
  ],
  [
    "a condition that is null",
    {
      query: "query ($if: Boolean = true) { me { id @skip(if: $if) metadata { key } } }",
      variables: { if: null },
    },
  ],
  ["a condition that is missing", { query: "query ($if: Boolean!) { me { id @skip(if: $if) } }" }],
];
