import { readFileSync } from "node:fs";
import { type DocumentNode, parse } from "graphql";
import { exampleSchema } from "../typed-keys/schemas.js";

/** An existing graph, and the settings with which this subgraph fits into it. */
export interface Graph {
  readonly name: string;
  readonly accounts: DocumentNode;
  readonly variables: Readonly<Record<string, string>>;
}

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';

/** The graphs in docs/federation.md. A comment before each schema contains the settings. */
function readDocumented(): readonly Graph[] {
  const text = readFileSync(new URL("../../../docs/federation.md", import.meta.url), "utf8");
  return [...text.matchAll(/^```graphql\n# (.*)\n([^`]+)/gm)].map(([, settings = "", sdl = ""]) => ({
    name: settings,
    accounts: parse(`${link}\n${sdl}`),
    variables: settings.includes("=") ? Object.fromEntries([settings.split("=")]) : {},
  }));
}

export const documentedGraphs = readDocumented();

/** Further graphs. */
export const otherGraphs: readonly Graph[] = [
  {
    name: "typed keys beside a User that has attributes",
    accounts: parse(`${link}
      type User @key(fields: "id") { id: ID! attributes(first: Int): [Attribute!] }
      type Attribute { name: String! }
      scalar JSON
      type Query { users: [User!]! }`),
    variables: { METADATA_SCHEMA: exampleSchema, SUBGRAPH_ATTRIBUTES_FIELD: "metadataAttributes" },
  },
  {
    name: "typed keys of an Account with directives",
    accounts: parse(`${link}
      type Account @key(fields: "zitadelId") { zitadelId: String! }
      type Query { me: Account user: Account }`),
    variables: {
      METADATA_SCHEMA: exampleSchema,
      SUBGRAPH_USER_KEY: "Account.zitadelId:String",
      SUBGRAPH_ROOT_FIELDS: "none",
      SUBGRAPH_DIRECTIVES: "authenticated,cost",
    },
  },
  {
    name: "an Account with a zitadelId, me and user",
    accounts: parse(`${link}
      type Account @key(fields: "number") @key(fields: "zitadelId") { number: Int! zitadelId: String! }
      type Query { me: Account! user(id: ID!, org: String = "acme"): Account }`),
    variables: { SUBGRAPH_USER_KEY: "Account.zitadelId:String", SUBGRAPH_ROOT_FIELDS: "none" },
  },
  {
    name: "the key _id, and ZITADEL's user id in sub",
    accounts: parse(`${link}
      type User @key(fields: "_id") @key(fields: "sub") { _id: ID! sub: ID! }
      type Query { users: [User!]! }`),
    variables: { SUBGRAPH_USER_KEY: "User.sub" },
  },
  {
    name: "a key of a scalar with directives",
    accounts: parse(`${link}
      "A number of any size." scalar BigInt @specifiedBy(url: "https://accounts.example/big-int")
      type User @key(fields: "id") { id: BigInt! friends: [BigInt!] }
      type Query { users(ids: [BigInt!]): [User!]! }`),
    variables: { SUBGRAPH_USER_KEY: "User.id:BigInt" },
  },
  {
    name: "an interface Account with other implementations and a key of a scalar",
    accounts: parse(`${link}
      scalar UUID
      interface Account @key(fields: "uid") { uid: UUID! name: String }
      type Person implements Account @key(fields: "uid") { uid: UUID! name: String }
      type Machine implements Account @key(fields: "uid") { uid: UUID! name: String admin: Person }
      type Query { me: Account accounts: [Account!]! }`),
    variables: {
      SUBGRAPH_USER_KEY: "Account.uid:UUID",
      SUBGRAPH_DIRECTIVES: "interfaceObject,authenticated",
      SUBGRAPH_ROOT_FIELDS: "user",
    },
  },
  {
    name: "a second key, of which accounts knows only the value",
    accounts: parse(`${link}
      type User @key(fields: "contractNumber", resolvable: false) { contractNumber: String }
      type Query { contractHolders: [User]! }`),
    variables: { SUBGRAPH_LOOKUP: "contractNumber:contract" },
  },
  {
    name: "an unrelated type User beside the Account",
    accounts: parse(`${link}
      type User { id: Int! }
      type Account @key(fields: "id") { id: ID! users: [User!]! }
      type Query { accounts: [Account!]! }`),
    variables: { SUBGRAPH_USER_KEY: "Account.id" },
  },
];
