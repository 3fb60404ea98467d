/** The operations as text, for any client, and their types, which a code generator would create for you. */

export const userParts = `id metadata { id key value }`;
const errorParts = `code message field key`;

export interface User {
  readonly __typename?: "User";
  readonly id: string;
  /** Null if it could not be read or the caller may not read it. An error gives the reason. */
  readonly metadata: readonly Entry[] | null;
}
export interface Entry {
  readonly __typename?: "UserMetadataEntry";
  readonly id: string;
  readonly key: string;
  readonly value: string | null;
}
export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly field: readonly string[] | null;
  readonly key: string | null;
}

export const myMetadata = `query MyMetadata { me { ${userParts} } }`;
export interface MyMetadata {
  readonly me: User | null;
}

export const myChanges = `subscription MyChanges { userMetadataChanged { user { ${userParts} } deletedEntryIds } }`;
export interface MyChanges {
  readonly userMetadataChanged: {
    readonly __typename?: "UserMetadataChange";
    readonly user: User;
    readonly deletedEntryIds: readonly string[];
  } | null;
}

export const userMetadata = `query UserMetadata($userId: ID!) { user(id: $userId) { ${userParts} } }`;
export interface UserMetadataVariables {
  readonly userId: string;
}
export interface UserMetadata {
  readonly user: User | null;
}

export const usersWithMetadata = `
  query UsersWithMetadata($first: Int! = 20, $offset: Int! = 0) {
    users(first: $first, offset: $offset) { total items { displayName ${userParts} } }
  }`;
export interface Page {
  readonly first: number;
  readonly offset: number;
}
export interface UsersWithMetadata {
  readonly users: {
    readonly total: number;
    readonly items: readonly (User & { readonly displayName: string })[];
  } | null;
}

export const setUserMetadata = `
  mutation SetUserMetadata($userId: ID!, $entries: [UserMetadataEntryInput!]!) {
    setUserMetadata(input: { userId: $userId, entries: $entries }) {
      user { ${userParts} }
      userErrors { ${errorParts} }
    }
  }`;
export interface NewEntry {
  readonly key: string;
  readonly value: string;
}
export interface SetUserMetadataVariables {
  readonly userId: string;
  readonly entries: readonly NewEntry[];
}
export interface SetUserMetadata {
  readonly setUserMetadata: {
    readonly __typename?: "SetUserMetadataPayload";
    readonly user: User | null;
    readonly userErrors: readonly UserError[];
  } | null;
}

export const deleteUserMetadata = `
  mutation DeleteUserMetadata($userId: ID!, $keys: [String!]!) {
    deleteUserMetadata(input: { userId: $userId, keys: $keys }) {
      deletedEntryIds
      userErrors { ${errorParts} }
    }
  }`;
export interface DeleteUserMetadataVariables {
  readonly userId: string;
  readonly keys: readonly string[];
}
export interface DeleteUserMetadata {
  readonly deleteUserMetadata: {
    readonly __typename?: "DeleteUserMetadataPayload";
    readonly deletedEntryIds: readonly string[];
    readonly userErrors: readonly UserError[];
  } | null;
}
