import { readFileSync } from "node:fs";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { composers } from "./composers.js";
import { typeDefsOf } from "./type-defs-of.js";

const markdown = readFileSync(new URL("../../../docs/federation.md", import.meta.url), "utf8");
const [, section = ""] = markdown.split("\n### Composition errors\n");
/** Code and message of each row in the document. */
const documented = [...section.matchAll(/^\| `([A-Z_]+)`: (`+)(.+?)\2 \|/gm)].map(
  ([, code = "", , message = ""]) => ({ code, message }),
);

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])';
const users = "type Query { users: [User!]! }";

interface Mismatch {
  readonly accounts: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Accounts subgraphs that do not compose, in the order of the rows in the document. */
const mismatches: readonly Mismatch[] = [
  { accounts: `${link} type User { id: ID! name: String } ${users}` },
  { accounts: `${link} type User { name: String } ${users}` },
  {
    accounts: `${link} type User @key(fields: "id") { id: ID! name: String } ${users}`,
    variables: { SUBGRAPH_USER_KEY: "User.zitadelId" },
  },
  {
    accounts: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@shareable"])
      type User @key(fields: "id") { id: ID! name: String } ${users}`,
  },
  { accounts: `${link} type User @key(fields: "id") { id: ID! } type Query { me: User! }` },
  { accounts: `${link} type User @key(fields: "id") { id: ID! } type Query { user(id: ID!): User }` },
  { accounts: `${link} type User @key(fields: "id") { id: String! name: String } ${users}` },
  {
    accounts: `${link} interface User { id: ID! }
      type Customer implements User @key(fields: "id") { id: ID! } ${users}`,
  },
  { accounts: `${link} type JSON { a: Int } type User @key(fields: "id") { id: ID! } ${users}` },
  { accounts: `${link} type User @key(fields: "id") { id: ID! metadata: String } ${users}` },
];

describe("the composition errors of docs/federation.md", () => {
  it("cover each mismatch of this test", () => {
    expect(documented).toHaveLength(mismatches.length);
  });

  describe.each(composers)("by %s", (_, compose) => {
    it.each(mismatches.map((mismatch, row) => ({ ...documented[row], ...mismatch })))(
      "include the documented error $code: $message",
      ({ code, message, accounts, variables }) => {
        const { errors } = compose({ accounts: parse(accounts), metadata: typeDefsOf(variables) });
        expect(errors).toContainEqual({ code, message: expect.stringContaining(message ?? "undocumented") });
      },
    );
  });
});
