import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const numbers = Array.from({ length: 51 }, (_, n) => n);
const setInput = { userId: "1", entries: [{ key: "a", value: "b" }] };

/** Requests whose variables graphql-js rejects only while it executes the operation. */
const requests: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
  ["null for an offset", "query($o: Int) { me { metadata(offset: $o) { key } } }", { o: null }],
  ["null for @include", "query($b: Boolean = true) { me @include(if: $b) { id } }", { b: null }],
  [
    "null for a nested @skip",
    "query($b: Boolean = true) { me { metadata { key @skip(if: $b) } } }",
    { b: null },
  ],
  [
    "51 invalid list items",
    "query($k: [String!]) { me { metadata(filter: {keys: $k}) { key } } }",
    { k: numbers },
  ],
  [
    "null for representations with a default",
    "query($r: [_Any!] = []) { _entities(representations: $r) { __typename } }",
    { r: null },
  ],
  ["null for an id with a default", 'query($i: ID = "1") { user(id: $i) { id } }', { i: null }],
  [
    "null for an input with a default",
    'mutation($i: SetUserMetadataInput = {userId: "1", entries: []}) { setUserMetadata(input: $i) { userErrors { code } } }',
    { i: null },
  ],
  ["a string for an integer", "query($o: Int) { me { metadata(offset: $o) { key } } }", { o: "1" }],
  [
    "an unknown input field",
    "mutation($i: SetUserMetadataInput!) { setUserMetadata(input: $i) { userErrors { code } } }",
    { i: { ...setInput, unknown: 1 } },
  ],
];

describe("variables that graphql-js rejects during execution", () => {
  let env: TestEnv;
  let token: string;
  beforeEach(async () => {
    env = await startTestEnv();
    token = await env.login((await env.addPerson()).name);
  });
  afterEach(() => env[Symbol.asyncDispose]());

  // An operation is compiled from its second execution on.
  it.each(requests)("returns BAD_USER_INPUT for %s, at every execution", async (_, query, variables) => {
    for (const options of [{}, { token }, { token }, { token }]) {
      const { codes } = await env.query(query, { ...options, variables });
      // Without a token, me is null, and other fields are UNAUTHENTICATED.
      if ("token" in options) expect([...new Set(codes)]).toEqual(["BAD_USER_INPUT"]);
      else expect(codes).not.toContain("INTERNAL_SERVER_ERROR");
    }
    expect(env.log.filter((line) => line.includes("INTERNAL_SERVER_ERROR"))).toEqual([]);
  });
});
