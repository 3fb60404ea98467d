/**
 * The elements that clients may depend on, as `element: type = default`. Lines change only in a major
 * version.
 */
export const stableElements = `
Query.me: User
Query.user: User
Query.user(id:): ID!

User.id: ID!
User.metadata: [UserMetadataEntry!]
User.metadata(filter:): UserMetadataFilter
User.metadata(offset:): Int! = 0
User.metadata(limit:): Int
User.metadataEntry: UserMetadataEntry
User.metadataEntry(key:): String!
User.metadataMap: UserMetadataMap
User.metadataMap(keys:): [String!]

UserMetadataEntry.id: ID!
UserMetadataEntry.key: String!
UserMetadataEntry.value: String
UserMetadataEntry.valueBase64: String!
UserMetadataEntry.valueJson: JSON
UserMetadataEntry.sizeInBytes: Int!
UserMetadataEntry.digest: String!
UserMetadataEntry.mayWrite: Boolean!
UserMetadataEntry.createdAt: DateTime
UserMetadataEntry.updatedAt: DateTime

UserMetadataFilter.keys: [String!]
UserMetadataFilter.key: UserMetadataKeyFilter

UserMetadataKeyFilter.equals: String
UserMetadataKeyFilter.startsWith: String
UserMetadataKeyFilter.contains: String
UserMetadataKeyFilter.endsWith: String
UserMetadataKeyFilter.ignoreCase: Boolean! = false

Mutation.setUserMetadata: SetUserMetadataPayload
Mutation.setUserMetadata(input:): SetUserMetadataInput!
Mutation.deleteUserMetadata: DeleteUserMetadataPayload
Mutation.deleteUserMetadata(input:): DeleteUserMetadataInput!
Mutation.updateUserMetadata: UpdateUserMetadataPayload
Mutation.updateUserMetadata(input:): UpdateUserMetadataInput!

UpdateUserMetadataInput.userId: ID!
UpdateUserMetadataInput.set: [UserMetadataSetInput!]! = []
UpdateUserMetadataInput.merge: [UserMetadataMergeInput!]! = []
UpdateUserMetadataInput.delete: [UserMetadataDeleteInput!]! = []
UpdateUserMetadataInput.dryRun: Boolean! = false

UserMetadataSetInput.key: String!
UserMetadataSetInput.value: String
UserMetadataSetInput.valueBase64: String
UserMetadataSetInput.ifDigest: String

UserMetadataMergeInput.key: String!
UserMetadataMergeInput.patch: JSON!
UserMetadataMergeInput.ifDigest: String

UserMetadataDeleteInput.key: String!
UserMetadataDeleteInput.ifDigest: String

SetUserMetadataInput.userId: ID!
SetUserMetadataInput.entries: [UserMetadataEntryInput!]!

UserMetadataEntryInput.key: String!
UserMetadataEntryInput.value: String
UserMetadataEntryInput.valueBase64: String

DeleteUserMetadataInput.userId: ID!
DeleteUserMetadataInput.keys: [String!]!

SetUserMetadataPayload.user: User
SetUserMetadataPayload.entries: [UserMetadataEntry!]!
SetUserMetadataPayload.userErrors: [UserMetadataUserError!]!

DeleteUserMetadataPayload.user: User
DeleteUserMetadataPayload.deletedKeys: [String!]!
DeleteUserMetadataPayload.deletedEntryIds: [ID!]!
DeleteUserMetadataPayload.userErrors: [UserMetadataUserError!]!

UserMetadataUserError.code: UserMetadataErrorCode!
UserMetadataUserError.message: String!
UserMetadataUserError.field: [String!]
UserMetadataUserError.key: String

UserMetadataErrorCode.USER_NOT_FOUND
UserMetadataErrorCode.EMPTY_INPUT
UserMetadataErrorCode.TOO_MANY_ENTRIES
UserMetadataErrorCode.KEY_REQUIRED
UserMetadataErrorCode.KEY_TOO_LONG
UserMetadataErrorCode.KEY_INVALID
UserMetadataErrorCode.DUPLICATE_KEY
UserMetadataErrorCode.KEY_NOT_WRITABLE
UserMetadataErrorCode.VALUE_REQUIRED
UserMetadataErrorCode.VALUE_AMBIGUOUS
UserMetadataErrorCode.VALUE_EMPTY
UserMetadataErrorCode.VALUE_TOO_LARGE
UserMetadataErrorCode.VALUE_INVALID
UserMetadataErrorCode.VALUE_CHANGED
UserMetadataErrorCode.MERGE_NOT_AN_OBJECT
`
  .split("\n")
  .filter((line) => line !== "");
