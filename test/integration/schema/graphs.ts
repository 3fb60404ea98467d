import { readFileSync } from "node:fs";
import { type DocumentNode, parse } from "graphql";

/** Another team's graph, and what an operator sets for ours to fit in. */
export interface Graph {
  readonly name: string;
  readonly accounts: DocumentNode;
  readonly variables: Readonly<Record<string, string>>;
}

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])';

/** Those that the documentation shows: the settings stand in a comment before the schema. */
function readDocumented(): readonly Graph[] {
  const text = readFileSync(new URL("../../../docs/federation.md", import.meta.url), "utf8");
  return [...text.matchAll(/^```graphql\n# (.*)\n([^`]+)/gm)].map(([, settings = "", sdl = ""]) => ({
    name: settings,
    accounts: parse(`${link}\n${sdl}`),
    variables: settings.includes("=") ? Object.fromEntries([settings.split("=")]) : {},
  }));
}

export const documentedGraphs = readDocumented();

/** Others that teams have. */
export const otherGraphs: readonly Graph[] = [
  {
    name: "an Account with a zitadelId, me and user",
    accounts: parse(`${link}
      type Account @key(fields: "number") @key(fields: "zitadelId") { number: Int! zitadelId: String! }
      type Query { me: Account! user(id: ID!, org: String = "acme"): Account }`),
    variables: { SUBGRAPH_USER_KEY: "Account.zitadelId:String", SUBGRAPH_ROOT_FIELDS: "none" },
  },
  {
    name: "the key _id, and ZITADEL's in sub",
    accounts: parse(`${link}
      type User @key(fields: "_id") @key(fields: "sub") { _id: ID! sub: ID! }
      type Query { users: [User!]! }`),
    variables: { SUBGRAPH_USER_KEY: "User.sub" },
  },
  {
    name: "a User that is no person, beside the Account",
    accounts: parse(`${link}
      type User { id: Int! }
      type Account @key(fields: "id") { id: ID! users: [User!]! }
      type Query { accounts: [Account!]! }`),
    variables: { SUBGRAPH_USER_KEY: "Account.id" },
  },
];
