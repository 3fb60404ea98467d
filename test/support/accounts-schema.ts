/** The root fields that either subgraph can have, besides `users`. */
export type SharedRootField = "me" | "user";

const rootFields = {
  me: '"Who is logged in, as accounts sees it."\n  me: User',
  user: '"An account by its number."\n  user(id: ID!): User',
} as const satisfies Record<SharedRootField, string>;

/** Another team's subgraph: it has scalars and inputs as ours might have called them, and says of them what it likes. */
export function accountsSdl(owned: readonly SharedRootField[]): string {
  return `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@tag", "@inaccessible"])

"A moment, to the second."
scalar DateTime @tag(name: "accounts") @specifiedBy(url: "https://accounts.example/date-time")

"What the settings page stores."
scalar JSON @specifiedBy(url: "https://accounts.example/json")

"A person with an account."
type User @key(fields: "id") @tag(name: "accounts") {
  "The account's number."
  id: ID! @tag(name: "accounts")
  "What to call them."
  name: String
  email: String @deprecated(reason: "Ask the directory.")
  passwordHash: String @inaccessible
  settings: JSON
  joinedAt: DateTime
}

"How to find text, in accounts."
input StringFilter {
  equals: String
  startsWith: String
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
  users(first: Int!, filter: UserFilter): [User!]!
  reasonForAbsence(id: ID!): ErrorCode
  ${owned.map((field) => rootFields[field]).join("\n  ")}
}
`;
}
