/** The root fields, besides `users`, that either subgraph can provide. */
export type SharedRootField = "me" | "user";

/** Name of the user type in the accounts subgraph, and its key field, which holds the ZITADEL user id. */
export interface AccountsUser {
  readonly type: string;
  readonly key: string;
  readonly keyType: "ID" | "String";
}

export const defaultUser: AccountsUser = { type: "User", key: "id", keyType: "ID" };

/**
 * Schema of another team's subgraph. Some of its scalars, inputs and enums have names that the metadata
 * subgraph might also use, with different definitions.
 */
export function accountsSdl(
  providedFields: readonly SharedRootField[],
  { type, key, keyType }: AccountsUser = defaultUser,
): string {
  const rootFields: Readonly<Record<SharedRootField, string>> = {
    me: `"The account of the caller."\n  me: ${type}`,
    user: `"An account by its id."\n  user(id: ID!): ${type}`,
  };
  const extraIdField =
    key === "id" ? "" : '"The internal number of the account."\n  id: ID! @tag(name: "accounts")';
  const extraKey = key === "id" ? "" : '@key(fields: "id")';
  return `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@tag", "@inaccessible"])

"A date and time with a precision of one second."
scalar DateTime @tag(name: "accounts") @specifiedBy(url: "https://accounts.example/date-time")

"The value that the settings page stores."
scalar JSON @specifiedBy(url: "https://accounts.example/json")

"A person with an account."
type ${type} ${extraKey} @key(fields: "${key}") @tag(name: "accounts") {
  ${extraIdField}
  "The account's number."
  ${key}: ${keyType}! @tag(name: "accounts")
  "The display name."
  name: String
  email: String @deprecated(reason: "Use the directory service.")
  passwordHash: String @inaccessible
  settings: JSON
  joinedAt: DateTime
}

"A condition on a text field of an account."
input StringFilter @tag(name: "accounts") {
  "The exact text."
  equals: String = "" @tag(name: "accounts")
  startsWith: String @deprecated(reason: "Use matchesRegex.")
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

"An error of the accounts subgraph."
enum ErrorCode {
  NOT_FOUND
  ACCOUNT_LOCKED
}

type Query {
  "A page of users."
  users(first: Int!, filter: UserFilter): [${type}!]!
  reasonForAbsence(id: ID!): ErrorCode
  ${providedFields.map((field) => rootFields[field]).join("\n  ")}
}
`;
}
