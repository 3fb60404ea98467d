import { readFileSync } from "node:fs";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { composers } from "./composers.js";
import { typeDefsOf } from "./type-defs-of.js";

const page = readFileSync(new URL("../../../docs/federation.md", import.meta.url), "utf8");
const [, section = ""] = page.split("\n### Composition errors\n");
/** The code and the message of each row. */
const documented = [...section.matchAll(/^\| `([A-Z_]+)`: (`+)(.+?)\2 \|/gm)].map(
  ([, code = "", , message = ""]) => ({ code, message }),
);

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])';
const users = "type Query { users: [User!]! }";

interface Mismatch {
  readonly accounts: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Accounts subgraphs that do not compose, in the order of the document's rows. */
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
  it("have one row for each mismatch", () => {
    expect(documented).toHaveLength(mismatches.length);
  });

  describe.each(composers)("by %s", (_, compose) => {
    it.each(mismatches.map((mismatch, row) => ({ ...documented[row], ...mismatch })))(
      "include $code: $message",
      ({ code, message, accounts, variables }) => {
        const { errors } = compose({ accounts: parse(accounts), metadata: typeDefsOf(variables) });
        expect(errors).toContainEqual({ code, message: expect.stringContaining(message ?? "undocumented") });
      },
    );
  });
});
