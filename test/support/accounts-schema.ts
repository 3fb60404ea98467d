/** The root fields that either subgraph can have, besides `users`. */
export type SharedRootField = "me" | "user";

/** What the team calls its users, and the key that holds the ZITADEL user id. */
export interface AccountsUser {
  readonly type: string;
  readonly key: string;
  readonly keyType: "ID" | "String";
}

export const defaultUser: AccountsUser = { type: "User", key: "id", keyType: "ID" };

/** Another team's subgraph: it has scalars and inputs as ours might have called them, and says of them what it likes. */
export function accountsSdl(
  owned: readonly SharedRootField[],
  { type, key, keyType }: AccountsUser = defaultUser,
): string {
  const rootFields: Readonly<Record<SharedRootField, string>> = {
    me: `"Who is logged in, as accounts sees it."\n  me: ${type}`,
    user: `"An account by its number."\n  user(id: ID!): ${type}`,
  };
  const ownNumber = key === "id" ? "" : '"A number of its own."\n  id: ID! @tag(name: "accounts")';
  const ownKey = key === "id" ? "" : '@key(fields: "id")';
  return `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@tag", "@inaccessible"])

"A moment, to the second."
scalar DateTime @tag(name: "accounts") @specifiedBy(url: "https://accounts.example/date-time")

"What the settings page stores."
scalar JSON @specifiedBy(url: "https://accounts.example/json")

"A person with an account."
type ${type} ${ownKey} @key(fields: "${key}") @tag(name: "accounts") {
  ${ownNumber}
  "The account's number."
  ${key}: ${keyType}! @tag(name: "accounts")
  "What to call them."
  name: String
  email: String @deprecated(reason: "Ask the directory.")
  passwordHash: String @inaccessible
  settings: JSON
  joinedAt: DateTime
}

"How to find text, in accounts."
input StringFilter @tag(name: "accounts") {
  "The text, to the letter."
  equals: String = "" @tag(name: "accounts")
  startsWith: String @deprecated(reason: "Say matchesRegex.")
  matchesRegex: String
}

input KeyFilter {
  anyOf: [String]
}

input UserFilter {
  name: StringFilter
  key: KeyFilter
  joinedAfter: DateTime
  settings: JSON
}

"What went wrong, in accounts."
enum ErrorCode {
  NOT_FOUND
  ACCOUNT_LOCKED
}

type Query {
  "A page of people."
  users(first: Int!, filter: UserFilter): [${type}!]!
  reasonForAbsence(id: ID!): ErrorCode
  ${owned.map((field) => rootFields[field]).join("\n  ")}
}
`;
}
