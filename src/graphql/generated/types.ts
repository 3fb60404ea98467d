import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserReference as UserReferenceModel } from '../resolvers/user.js';
import type { Attributes as AttributesModel } from '../attributes/attribute-fields.js';
import type { Definition as DefinitionModel } from '../attributes/definitions.js';
import type { EntryModel as EntryModelModel } from '../resolvers/entry.js';
import type { RequestContext } from '../context/context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
// Generated from schema.graphql by `npm run codegen`. Do not edit.

/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  DateTime: { input: string; output: string; }
  JSON: { input: unknown; output: unknown; }
  /**
   * A JSON object: metadata key → value as text, or null if the bytes are not valid UTF-8. Keys without an entry
   * are absent.
   */
  UserMetadataMap: { input: Readonly<Record<string, string | null>>; output: Readonly<Record<string, string | null>>; }
  _FieldSet: { input: string; output: string; }
};

export type Query = {
  readonly __typename?: 'Query';
  /** The user to whom the access token was issued; null without a token. */
  readonly me?: Maybe<User>;
  /**
   * A user by ZITADEL user id; null if the user does not exist. Fails with `FORBIDDEN` if the caller may not
   * read the user.
   */
  readonly user?: Maybe<User>;
  /**
   * The one user whose key has exactly this value, byte by byte. Null if the caller may see no such user. Fails
   * with `NOT_UNIQUE` if there are several, and with `FORBIDDEN` if the caller may not search this key.
   */
  readonly userByMetadata?: Maybe<User>;
  /**
   * Users for whom all conditions hold, ordered by their ids. Only users whose keys the caller may search and
   * read. Fails with `FORBIDDEN` if the caller may not search one of the keys, and with `TOO_MANY_MATCHES` if
   * more than 1,000 users match one condition.
   */
  readonly usersByMetadata?: Maybe<UserMetadataMatches>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUserByMetadataArgs = {
  key: Scalars['String']['input'];
  value: Scalars['String']['input'];
};


export type QueryUsersByMetadataArgs = {
  where: ReadonlyArray<UserMetadataCondition>;
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A condition for one key: exactly one of the other fields is set. */
export type UserMetadataCondition = {
  /** The exact key. */
  readonly key: Scalars['String']['input'];
  /** The value is this text. */
  readonly equals?: InputMaybe<Scalars['String']['input']>;
  /** The value has these bytes, in standard or URL-safe base64. */
  readonly equalsBase64?: InputMaybe<Scalars['String']['input']>;
  /** The value is one of these texts, at most 1,000. An empty list matches no user. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Whether there is an entry. false needs another condition that is not false. */
  readonly exists?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A page of users that match. */
export type UserMetadataMatches = {
  readonly __typename?: 'UserMetadataMatches';
  /** The users. */
  readonly nodes: ReadonlyArray<User>;
  /** Whether there are more users that the caller may see. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** For `after`; null if there are no users on this page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

export type User = {
  readonly __typename?: 'User';
  readonly id: Scalars['ID']['output'];
  /**
   * The entries that the caller may read, ordered by key (Unicode code points). Empty if the user has no such
   * entry. Null, with an error, if the entries could not be read, or the caller may not read this user's metadata
   * or cannot see the user in ZITADEL.
   */
  readonly metadata?: Maybe<ReadonlyArray<UserMetadataEntry>>;
  /** One entry. Null if it does not exist or the caller may not read it. Null with an error as for `metadata`. */
  readonly metadataEntry?: Maybe<UserMetadataEntry>;
  /** The entries as one JSON object, for clients that need a dictionary. Null with an error as for `metadata`. */
  readonly metadataMap?: Maybe<Scalars['UserMetadataMap']['output']>;
  /**
   * The values of the typed keys. A key without an entry has its default or null; so does a value that does not match
   * its schema, with an error STORED_VALUE_INVALID. Null, with an error, as for `metadata`.
   */
  readonly attributes?: Maybe<UserMetadataAttributes>;
  /**
   * The typed keys that the access rules let the caller read or write for this user, to build forms from. Null, with an
   * error, if the rules could not be evaluated.
   */
  readonly metadataDefinitions?: Maybe<ReadonlyArray<UserMetadataDefinition>>;
};


export type UserMetadataArgs = {
  filter?: InputMaybe<UserMetadataFilter>;
  offset?: Scalars['Int']['input'];
  limit?: InputMaybe<Scalars['Int']['input']>;
};


export type UserMetadataEntryArgs = {
  key: Scalars['String']['input'];
};


export type UserMetadataMapArgs = {
  keys?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** One metadata entry of a user. */
export type UserMetadataEntry = {
  readonly __typename?: 'UserMetadataEntry';
  /**
   * An opaque id. It never changes for a user and key, and differs from all other ids of the supergraph:
   * normalized client caches can use it as the cache key.
   */
  readonly id: Scalars['ID']['output'];
  /** The key, 1 to 200 characters. */
  readonly key: Scalars['String']['output'];
  /** The value as text; null if its bytes are not valid UTF-8. */
  readonly value?: Maybe<Scalars['String']['output']>;
  /** The exact bytes of the value, in standard base64 with padding (RFC 4648 section 4). */
  readonly valueBase64: Scalars['String']['output'];
  /**
   * The value parsed as JSON. Null if it is not valid JSON, if it is the JSON value null, if it has a number
   * that is too large for double precision, or if it is nested deeper than 64 levels. Other numbers beyond double
   * precision lose digits; `value` has all digits.
   */
  readonly valueJson?: Maybe<Scalars['JSON']['output']>;
  /** Size of the value in bytes. */
  readonly sizeInBytes: Scalars['Int']['output'];
  /** Changes when the value does. Opaque. For `ifDigest` of updateUserMetadata. */
  readonly digest: Scalars['String']['output'];
  /**
   * Whether the access rules let the caller set and delete the key. ZITADEL may still reject the write if the
   * rule uses the caller's token.
   */
  readonly mayWrite: Scalars['Boolean']['output'];
  /**
   * When the key was first set. Null if ZITADEL does not provide it, for example because the access token lacks
   * a scope.
   */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * When the value last changed. Null if ZITADEL does not provide it, for example because the access token lacks
   * a scope.
   */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Selects entries that match all given conditions. */
export type UserMetadataFilter = {
  /** The key is one of these. An empty list matches no entry. */
  readonly keys?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The key matches this filter. */
  readonly key?: InputMaybe<UserMetadataKeyFilter>;
};

/** Matches keys that meet all given conditions. There are no wildcards. */
export type UserMetadataKeyFilter = {
  /** The key equals this text. */
  readonly equals?: InputMaybe<Scalars['String']['input']>;
  /** The key starts with this text. */
  readonly startsWith?: InputMaybe<Scalars['String']['input']>;
  /** The key contains this text. */
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  /** The key ends with this text. */
  readonly endsWith?: InputMaybe<Scalars['String']['input']>;
  /** Whether to ignore the difference between upper and lower case. */
  readonly ignoreCase?: Scalars['Boolean']['input'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Sets metadata keys of a user: all of them or none. Other keys remain unchanged. */
  readonly setUserMetadata?: Maybe<SetUserMetadataPayload>;
  /** Deletes metadata keys of a user: all of them or none. Keys that do not exist are not an error. */
  readonly deleteUserMetadata?: Maybe<DeleteUserMetadataPayload>;
  /**
   * Sets, merges and deletes metadata keys of a user: all of them or none, with one call to ZITADEL. Fails with
   * `NOT_SUPPORTED` if the input both sets and deletes keys, and ZITADEL is older than 4.13 or used through its
   * v1 API.
   */
  readonly updateUserMetadata?: Maybe<UpdateUserMetadataPayload>;
  /** Sets and deletes typed keys of a user: all of them or none. Other keys remain unchanged. */
  readonly setUserMetadataAttributes?: Maybe<SetUserMetadataAttributesPayload>;
};


export type MutationSetUserMetadataArgs = {
  input: SetUserMetadataInput;
};


export type MutationDeleteUserMetadataArgs = {
  input: DeleteUserMetadataInput;
};


export type MutationUpdateUserMetadataArgs = {
  input: UpdateUserMetadataInput;
};


export type MutationSetUserMetadataAttributesArgs = {
  input: SetUserMetadataAttributesInput;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * An event for each change of metadata that the caller may read, and an immediate one with all its keys. Changes in
   * quick succession can result in one event. Null, and the end of the subscription, if the user does not exist.
   */
  readonly userMetadataChanged?: Maybe<UserMetadataChange>;
};


export type SubscriptionUserMetadataChangedArgs = {
  userId?: InputMaybe<Scalars['ID']['input']>;
  keys?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Metadata of a user has changed. No list contains keys that the caller may not read. */
export type UserMetadataChange = {
  readonly __typename?: 'UserMetadataChange';
  /** The user with the current metadata. */
  readonly user: User;
  /** Keys that are new or have another value than in the event before; in the first event, all keys. */
  readonly changedKeys: ReadonlyArray<Scalars['String']['output']>;
  /** Keys that had an entry in the event before and have none now. */
  readonly deletedKeys: ReadonlyArray<Scalars['String']['output']>;
  /** The ids of the deleted entries, in the order of deletedKeys, for removing them from client caches. */
  readonly deletedEntryIds: ReadonlyArray<Scalars['ID']['output']>;
};

/** Input of setUserMetadata. */
export type SetUserMetadataInput = {
  /** The ZITADEL user id, as a string. */
  readonly userId: Scalars['ID']['input'];
  /** The entries to set. Each key must be unique. */
  readonly entries: ReadonlyArray<UserMetadataEntryInput>;
};

/** An entry to set. Requires either value or valueBase64; null counts as absent. */
export type UserMetadataEntryInput = {
  /** The key, 1 to 200 characters. */
  readonly key: Scalars['String']['input'];
  /** The value as text, stored as UTF-8. JSON text is stored exactly as sent. */
  readonly value?: InputMaybe<Scalars['String']['input']>;
  /** The value as bytes, in standard or URL-safe base64, with or without padding. */
  readonly valueBase64?: InputMaybe<Scalars['String']['input']>;
};

/** Input of deleteUserMetadata. */
export type DeleteUserMetadataInput = {
  /** The ZITADEL user id, as a string. */
  readonly userId: Scalars['ID']['input'];
  /** The keys to delete. Duplicates are ignored. */
  readonly keys: ReadonlyArray<Scalars['String']['input']>;
};

/** Input of updateUserMetadata. Each key may occur once, in one of the lists. */
export type UpdateUserMetadataInput = {
  /** The ZITADEL user id, as a string. */
  readonly userId: Scalars['ID']['input'];
  /** The entries to set. */
  readonly set?: ReadonlyArray<UserMetadataSetInput>;
  /** The entries to change with JSON Merge Patch (RFC 7396). */
  readonly merge?: ReadonlyArray<UserMetadataMergeInput>;
  /** The keys to delete. */
  readonly delete?: ReadonlyArray<UserMetadataDeleteInput>;
  /** Checks everything that can be checked without writing, and writes nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
};

/** An entry to set. Requires either value or valueBase64; null counts as absent. */
export type UserMetadataSetInput = {
  /** The key, 1 to 200 characters. */
  readonly key: Scalars['String']['input'];
  /** The value as text, stored as UTF-8. JSON text is stored exactly as sent. */
  readonly value?: InputMaybe<Scalars['String']['input']>;
  /** The value as bytes, in standard or URL-safe base64, with or without padding. */
  readonly valueBase64?: InputMaybe<Scalars['String']['input']>;
  /** The entry must have this digest now; an empty text: there must be no entry; absent: any state. */
  readonly ifDigest?: InputMaybe<Scalars['String']['input']>;
};

/** A JSON Merge Patch (RFC 7396) for the JSON object of one key. An entry that does not exist counts as {}. */
export type UserMetadataMergeInput = {
  /** The key, 1 to 200 characters. */
  readonly key: Scalars['String']['input'];
  /**
   * The patch, a JSON object. null removes a property. Integers beyond ±2^53 are rejected, because JSON clients
   * round them. Numbers of the stored object keep all digits.
   */
  readonly patch: Scalars['JSON']['input'];
  /** The entry must have this digest now; an empty text: there must be no entry; absent: any state. */
  readonly ifDigest?: InputMaybe<Scalars['String']['input']>;
};

/** A key to delete. A key that does not exist is not an error. */
export type UserMetadataDeleteInput = {
  /** The key, 1 to 200 characters. */
  readonly key: Scalars['String']['input'];
  /** The entry must have this digest now; an empty text: there must be no entry; absent: any state. */
  readonly ifDigest?: InputMaybe<Scalars['String']['input']>;
};

/** The result of setUserMetadata. */
export type SetUserMetadataPayload = {
  readonly __typename?: 'SetUserMetadataPayload';
  /** The user whose keys were set; null if there are userErrors. */
  readonly user?: Maybe<User>;
  /**
   * The entries as written, in the order of the input, without those that the caller may not read. Empty if
   * there are userErrors. They do not depend on another read: a failed read cannot hide a successful write.
   */
  readonly entries: ReadonlyArray<UserMetadataEntry>;
  /** Why nothing was set; empty on success. */
  readonly userErrors: ReadonlyArray<UserMetadataUserError>;
};

/** The result of deleteUserMetadata. */
export type DeleteUserMetadataPayload = {
  readonly __typename?: 'DeleteUserMetadataPayload';
  /** The user whose keys were deleted; null if there are userErrors. */
  readonly user?: Maybe<User>;
  /** The deleted keys that existed, without those that the caller may not read. Empty if there are userErrors. */
  readonly deletedKeys: ReadonlyArray<Scalars['String']['output']>;
  /** The ids of the deleted entries, in the order of deletedKeys, for removing them from client caches. */
  readonly deletedEntryIds: ReadonlyArray<Scalars['ID']['output']>;
  /** Why nothing was deleted; empty on success. */
  readonly userErrors: ReadonlyArray<UserMetadataUserError>;
};

/**
 * The result of updateUserMetadata; with dryRun, the result that it would have. No list contains keys that the
 * caller may not read. All lists are empty if there are userErrors.
 */
export type UpdateUserMetadataPayload = {
  readonly __typename?: 'UpdateUserMetadataPayload';
  /** The user whose metadata was updated; null if there are userErrors. */
  readonly user?: Maybe<User>;
  /**
   * The set and merged entries as they are now, in the order of the input. They do not depend on another read: a
   * failed read cannot hide a successful write.
   */
  readonly entries: ReadonlyArray<UserMetadataEntry>;
  /** The deleted keys that existed. */
  readonly deletedKeys: ReadonlyArray<Scalars['String']['output']>;
  /** The ids of the deleted entries, in the order of deletedKeys, for removing them from client caches. */
  readonly deletedEntryIds: ReadonlyArray<Scalars['ID']['output']>;
  /** Keys that already were as requested. */
  readonly unchangedKeys: ReadonlyArray<Scalars['String']['output']>;
  /** Why nothing was changed; empty on success. */
  readonly userErrors: ReadonlyArray<UserMetadataUserError>;
};

/**
 * A problem with the input that a person can correct. Rejections, outages and bugs are GraphQL errors with
 * extensions.code.
 */
export type UserMetadataUserError = {
  readonly __typename?: 'UserMetadataUserError';
  /** The kind of problem. Treat an unknown code as any other failure. */
  readonly code: UserMetadataErrorCode;
  /** A description for people. Do not compare it in programs. */
  readonly message: Scalars['String']['output'];
  /** Path into the input, for example ["entries", "2", "value"]; null if the error concerns no part of it. */
  readonly field?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The key that the error concerns, as it was sent; null if it concerns no key. */
  readonly key?: Maybe<Scalars['String']['output']>;
};

/** Why a write was rejected. Values may be added. */
export const UserMetadataErrorCode = {
  /** The user does not exist or is not visible to the caller. */
  UserNotFound: 'USER_NOT_FOUND',
  /** The input has no entries or keys. */
  EmptyInput: 'EMPTY_INPUT',
  /** The input has more entries or keys than one mutation may have. */
  TooManyEntries: 'TOO_MANY_ENTRIES',
  /** The key is empty. */
  KeyRequired: 'KEY_REQUIRED',
  /** The key is longer than 200 characters. */
  KeyTooLong: 'KEY_TOO_LONG',
  /** The key contains U+0000 or an unpaired surrogate, which cannot be stored. */
  KeyInvalid: 'KEY_INVALID',
  /** The input has the key twice. */
  DuplicateKey: 'DUPLICATE_KEY',
  /** The caller may not write this key. */
  KeyNotWritable: 'KEY_NOT_WRITABLE',
  /** The entry has neither value nor valueBase64. */
  ValueRequired: 'VALUE_REQUIRED',
  /** The entry has both value and valueBase64. */
  ValueAmbiguous: 'VALUE_AMBIGUOUS',
  /** The value has no bytes. To delete a key, use deleteUserMetadata. */
  ValueEmpty: 'VALUE_EMPTY',
  /** The value has more bytes than ZITADEL (500,000) or an access rule allows. */
  ValueTooLarge: 'VALUE_TOO_LARGE',
  /** valueBase64 is not base64, value contains an unpaired surrogate, or a merged value cannot be stored exactly. */
  ValueInvalid: 'VALUE_INVALID',
  /** The entry does not have the digest of ifDigest: its value has changed since it was read. */
  ValueChanged: 'VALUE_CHANGED',
  /** The patch or the entry's value is not a JSON object. */
  MergeNotAnObject: 'MERGE_NOT_AN_OBJECT',
  /** The value does not match the schema of its key. */
  ValueNotValid: 'VALUE_NOT_VALID',
  /** The schema does not define the key, and allows no other keys. */
  KeyNotDefined: 'KEY_NOT_DEFINED',
  /** Another user has this value, and no two users may have the same. */
  ValueNotUnique: 'VALUE_NOT_UNIQUE'
} as const;

export type UserMetadataErrorCode = typeof UserMetadataErrorCode[keyof typeof UserMetadataErrorCode];
/** The values of the typed keys of a user, one field per key. */
export type UserMetadataAttributes = {
  readonly __typename?: 'UserMetadataAttributes';
  readonly _?: Maybe<Scalars['JSON']['output']>;
};

/** A typed key. */
export type UserMetadataDefinition = {
  readonly __typename?: 'UserMetadataDefinition';
  /** The key of its entry. */
  readonly key: Scalars['String']['output'];
  /** The field of UserMetadataAttributes and UserMetadataAttributesInput. */
  readonly field: Scalars['String']['output'];
  /** A short name for people; null if the schema has none. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** An explanation for people; null if the schema has none. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The JSON Schema (2020-12) of the value. */
  readonly schema: Scalars['JSON']['output'];
  /** Whether the schema requires the key: a hint for forms. Neither ZITADEL nor the subgraph enforces it. */
  readonly isRequired: Scalars['Boolean']['output'];
  /** Whether the user has an entry. Null if the caller may not read the key; null with an error as for `metadata`. */
  readonly isSet?: Maybe<Scalars['Boolean']['output']>;
  /**
   * Whether the access rules let the caller set and delete the key. ZITADEL may still reject the write if the rule uses
   * the caller's token.
   */
  readonly mayWrite: Scalars['Boolean']['output'];
  /** Maximum size of the stored value in bytes. */
  readonly maxBytes: Scalars['Int']['output'];
};

/** Input of setUserMetadataAttributes. */
export type SetUserMetadataAttributesInput = {
  /** The ZITADEL user id, as a string. */
  readonly userId: Scalars['ID']['input'];
  /** The values to set, and null for those to delete. */
  readonly attributes: UserMetadataAttributesInput;
};

/** Values of typed keys. Null deletes the entry; fields that are absent remain unchanged. */
export type UserMetadataAttributesInput = {
  readonly _?: InputMaybe<Scalars['JSON']['input']>;
};

/** The result of setUserMetadataAttributes. */
export type SetUserMetadataAttributesPayload = {
  readonly __typename?: 'SetUserMetadataAttributesPayload';
  /** The user whose keys were set or deleted; null if there are userErrors. */
  readonly user?: Maybe<User>;
  /** Why nothing was changed; empty on success. */
  readonly userErrors: ReadonlyArray<UserMetadataUserError>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  UserMetadataMap: ResolverTypeWrapper<Scalars['UserMetadataMap']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  UserMetadataCondition: UserMetadataCondition;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  UserMetadataMatches: ResolverTypeWrapper<Omit<UserMetadataMatches, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['User']> }>;
  User: ResolverTypeWrapper<UserReferenceModel>;
  UserMetadataEntry: ResolverTypeWrapper<EntryModelModel>;
  UserMetadataFilter: UserMetadataFilter;
  UserMetadataKeyFilter: UserMetadataKeyFilter;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UserMetadataChange: ResolverTypeWrapper<Omit<UserMetadataChange, 'user'> & { user: ResolversTypes['User'] }>;
  SetUserMetadataInput: SetUserMetadataInput;
  UserMetadataEntryInput: UserMetadataEntryInput;
  DeleteUserMetadataInput: DeleteUserMetadataInput;
  UpdateUserMetadataInput: UpdateUserMetadataInput;
  UserMetadataSetInput: UserMetadataSetInput;
  UserMetadataMergeInput: UserMetadataMergeInput;
  UserMetadataDeleteInput: UserMetadataDeleteInput;
  SetUserMetadataPayload: ResolverTypeWrapper<Omit<SetUserMetadataPayload, 'user' | 'entries'> & { user?: Maybe<ResolversTypes['User']>, entries: ReadonlyArray<ResolversTypes['UserMetadataEntry']> }>;
  DeleteUserMetadataPayload: ResolverTypeWrapper<Omit<DeleteUserMetadataPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  UpdateUserMetadataPayload: ResolverTypeWrapper<Omit<UpdateUserMetadataPayload, 'user' | 'entries'> & { user?: Maybe<ResolversTypes['User']>, entries: ReadonlyArray<ResolversTypes['UserMetadataEntry']> }>;
  UserMetadataUserError: ResolverTypeWrapper<UserMetadataUserError>;
  UserMetadataErrorCode: UserMetadataErrorCode;
  UserMetadataAttributes: ResolverTypeWrapper<AttributesModel>;
  UserMetadataDefinition: ResolverTypeWrapper<DefinitionModel>;
  SetUserMetadataAttributesInput: SetUserMetadataAttributesInput;
  UserMetadataAttributesInput: UserMetadataAttributesInput;
  SetUserMetadataAttributesPayload: ResolverTypeWrapper<Omit<SetUserMetadataAttributesPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  UserMetadataMap: Scalars['UserMetadataMap']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  UserMetadataCondition: UserMetadataCondition;
  Boolean: Scalars['Boolean']['output'];
  UserMetadataMatches: Omit<UserMetadataMatches, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['User']> };
  User: UserReferenceModel;
  UserMetadataEntry: EntryModelModel;
  UserMetadataFilter: UserMetadataFilter;
  UserMetadataKeyFilter: UserMetadataKeyFilter;
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  UserMetadataChange: Omit<UserMetadataChange, 'user'> & { user: ResolversParentTypes['User'] };
  SetUserMetadataInput: SetUserMetadataInput;
  UserMetadataEntryInput: UserMetadataEntryInput;
  DeleteUserMetadataInput: DeleteUserMetadataInput;
  UpdateUserMetadataInput: UpdateUserMetadataInput;
  UserMetadataSetInput: UserMetadataSetInput;
  UserMetadataMergeInput: UserMetadataMergeInput;
  UserMetadataDeleteInput: UserMetadataDeleteInput;
  SetUserMetadataPayload: Omit<SetUserMetadataPayload, 'user' | 'entries'> & { user?: Maybe<ResolversParentTypes['User']>, entries: ReadonlyArray<ResolversParentTypes['UserMetadataEntry']> };
  DeleteUserMetadataPayload: Omit<DeleteUserMetadataPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  UpdateUserMetadataPayload: Omit<UpdateUserMetadataPayload, 'user' | 'entries'> & { user?: Maybe<ResolversParentTypes['User']>, entries: ReadonlyArray<ResolversParentTypes['UserMetadataEntry']> };
  UserMetadataUserError: UserMetadataUserError;
  UserMetadataAttributes: AttributesModel;
  UserMetadataDefinition: DefinitionModel;
  SetUserMetadataAttributesInput: SetUserMetadataAttributesInput;
  UserMetadataAttributesInput: UserMetadataAttributesInput;
  SetUserMetadataAttributesPayload: Omit<SetUserMetadataAttributesPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export interface UserMetadataMapScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['UserMetadataMap'], any> {
  name: 'UserMetadataMap';
}

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  userByMetadata?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserByMetadataArgs, 'key' | 'value'>>;
  usersByMetadata?: Resolver<Maybe<ResolversTypes['UserMetadataMatches']>, ParentType, ContextType, RequireFields<QueryUsersByMetadataArgs, 'where' | 'first'>>;
};

export type UserMetadataMatchesResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserMetadataMatches'] = ResolversParentTypes['UserMetadataMatches']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['User']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metadata?: Resolver<Maybe<ReadonlyArray<ResolversTypes['UserMetadataEntry']>>, ParentType, ContextType, RequireFields<UserMetadataArgs, 'offset'>>;
  metadataEntry?: Resolver<Maybe<ResolversTypes['UserMetadataEntry']>, ParentType, ContextType, RequireFields<UserMetadataEntryArgs, 'key'>>;
  metadataMap?: Resolver<Maybe<ResolversTypes['UserMetadataMap']>, ParentType, ContextType, Partial<UserMetadataMapArgs>>;
  attributes?: Resolver<Maybe<ResolversTypes['UserMetadataAttributes']>, ParentType, ContextType>;
  metadataDefinitions?: Resolver<Maybe<ReadonlyArray<ResolversTypes['UserMetadataDefinition']>>, ParentType, ContextType>;
};

export type UserMetadataEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserMetadataEntry'] = ResolversParentTypes['UserMetadataEntry']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  valueBase64?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  valueJson?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  sizeInBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  digest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mayWrite?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  setUserMetadata?: Resolver<Maybe<ResolversTypes['SetUserMetadataPayload']>, ParentType, ContextType, RequireFields<MutationSetUserMetadataArgs, 'input'>>;
  deleteUserMetadata?: Resolver<Maybe<ResolversTypes['DeleteUserMetadataPayload']>, ParentType, ContextType, RequireFields<MutationDeleteUserMetadataArgs, 'input'>>;
  updateUserMetadata?: Resolver<Maybe<ResolversTypes['UpdateUserMetadataPayload']>, ParentType, ContextType, RequireFields<MutationUpdateUserMetadataArgs, 'input'>>;
  setUserMetadataAttributes?: Resolver<Maybe<ResolversTypes['SetUserMetadataAttributesPayload']>, ParentType, ContextType, RequireFields<MutationSetUserMetadataAttributesArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  userMetadataChanged?: SubscriptionResolver<Maybe<ResolversTypes['UserMetadataChange']>, "userMetadataChanged", ParentType, ContextType, Partial<SubscriptionUserMetadataChangedArgs>>;
};

export type UserMetadataChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserMetadataChange'] = ResolversParentTypes['UserMetadataChange']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  changedKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  deletedKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  deletedEntryIds?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type SetUserMetadataPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetUserMetadataPayload'] = ResolversParentTypes['SetUserMetadataPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  entries?: Resolver<ReadonlyArray<ResolversTypes['UserMetadataEntry']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserMetadataUserError']>, ParentType, ContextType>;
};

export type DeleteUserMetadataPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeleteUserMetadataPayload'] = ResolversParentTypes['DeleteUserMetadataPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  deletedKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  deletedEntryIds?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserMetadataUserError']>, ParentType, ContextType>;
};

export type UpdateUserMetadataPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpdateUserMetadataPayload'] = ResolversParentTypes['UpdateUserMetadataPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  entries?: Resolver<ReadonlyArray<ResolversTypes['UserMetadataEntry']>, ParentType, ContextType>;
  deletedKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  deletedEntryIds?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  unchangedKeys?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserMetadataUserError']>, ParentType, ContextType>;
};

export type UserMetadataUserErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserMetadataUserError'] = ResolversParentTypes['UserMetadataUserError']> = {
  code?: Resolver<ResolversTypes['UserMetadataErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserMetadataAttributesResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserMetadataAttributes'] = ResolversParentTypes['UserMetadataAttributes']> = {
  _?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export type UserMetadataDefinitionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserMetadataDefinition'] = ResolversParentTypes['UserMetadataDefinition']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  schema?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  isRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isSet?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  mayWrite?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  maxBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SetUserMetadataAttributesPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetUserMetadataAttributesPayload'] = ResolversParentTypes['SetUserMetadataAttributesPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserMetadataUserError']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  UserMetadataMap?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  UserMetadataMatches?: UserMetadataMatchesResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserMetadataEntry?: UserMetadataEntryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  UserMetadataChange?: UserMetadataChangeResolvers<ContextType>;
  SetUserMetadataPayload?: SetUserMetadataPayloadResolvers<ContextType>;
  DeleteUserMetadataPayload?: DeleteUserMetadataPayloadResolvers<ContextType>;
  UpdateUserMetadataPayload?: UpdateUserMetadataPayloadResolvers<ContextType>;
  UserMetadataUserError?: UserMetadataUserErrorResolvers<ContextType>;
  UserMetadataAttributes?: UserMetadataAttributesResolvers<ContextType>;
  UserMetadataDefinition?: UserMetadataDefinitionResolvers<ContextType>;
  SetUserMetadataAttributesPayload?: SetUserMetadataAttributesPayloadResolvers<ContextType>;
};

