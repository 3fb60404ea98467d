import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type DocumentNode, type GraphQLSchema, isTypeDefinitionNode, Kind, parse, visit } from "graphql";
import type { TypedKeys } from "../typed-keys/typed-key.js";
import { createAttributesResolvers } from "./attributes/resolvers.js";
import { addAttributes, renameAttributesField } from "./attributes/type-defs.js";
import { addNamePrefix, prefixName } from "./federation/name-prefix.js";
import { addDirectives, type OptionalDirective } from "./federation/optional-directives.js";
import { addLookupKey, type LookupKey, searchFields, searchTypes } from "./federation/search-fields.js";
import { createEntities } from "./resolvers/entities.js";
import { UserMetadataEntry } from "./resolvers/entry.js";
import { Mutation } from "./resolvers/mutation.js";
import { createLookupField } from "./resolvers/lookup.js";
import { Subscription } from "./resolvers/subscription.js";
import { searchQueries } from "./resolvers/search.js";
import { Query, User } from "./resolvers/user.js";
import { renameUser, type UserEntity } from "./federation/user-entity.js";

/** How the schema is adapted to the supergraph. */
export interface SubgraphProfile {
  /** Undefined: the schema has no typed keys. */
  readonly typedKeys: TypedKeys | undefined;
  /** The name of the field for the values of typed keys. */
  readonly attributesField: string;
  /** The query fields to include; another subgraph may define the others. */
  readonly rootFields: readonly ("me" | "user")[];
  readonly user: UserEntity;
  readonly directives: readonly OptionalDirective[];
  /** Added to the names that only this subgraph defines; empty: the names of the contract. */
  readonly namePrefix: string;
  /** Whether to add the root fields that search users. */
  readonly search: boolean;
  /** A second entity key. */
  readonly lookup: LookupKey | undefined;
  /** Whether to add the subscription to changes. */
  readonly hasSubscriptions: boolean;
}

const subscriptionTypes = ["Subscription", "UserMetadataChange"];

type LegacyResolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>["resolvers"]
>;

const contract = parse(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));

/** The type definitions of this subgraph, for composition. */
export function createTypeDefs(profile: SubgraphProfile): DocumentNode {
  const { user, directives, namePrefix, lookup, typedKeys, attributesField, hasSubscriptions } = profile;
  const selected = withoutTypes(withRootFields(rootFieldsOf(profile)), optionalTypesOf(profile));
  const complete = typedKeys === undefined ? selected : addAttributes(selected, typedKeys);
  const linked = addDirectives(complete, directives, hasSubscriptions);
  const named = renameAttributesField(linked, attributesField);
  return renameUser(addLookupKey(addNamePrefix(named, namePrefix), lookup), user);
}

/** The names of types that the profile leaves out. */
function optionalTypesOf({ search, hasSubscriptions }: SubgraphProfile): ReadonlySet<string> {
  return new Set([...(search ? [] : searchTypes), ...(hasSubscriptions ? [] : subscriptionTypes)]);
}

function withoutTypes(document: DocumentNode, names: ReadonlySet<string>): DocumentNode {
  const definitions = document.definitions.filter(
    (node) => !isTypeDefinitionNode(node) || !names.has(node.name.value),
  );
  return { ...document, definitions };
}

function rootFieldsOf({
  rootFields,
  search,
}: SubgraphProfile): readonly ("me" | "user" | (typeof searchFields)[number])[] {
  return search ? [...rootFields, ...searchFields] : rootFields;
}

function withRootFields(names: readonly string[]): DocumentNode {
  const isSelected = (name: string): boolean => names.some((field) => field === name);
  return visit(contract, {
    ObjectTypeDefinition(type) {
      if (type.name.value !== "Query") return undefined;
      const fields = type.fields?.filter((field) => isSelected(field.name.value)) ?? [];
      // Types without fields are invalid; null removes the type.
      return fields.length === 0 ? null : { ...type, kind: Kind.OBJECT_TYPE_DEFINITION, fields };
    },
  });
}

/** The executable schema, including Federation's own fields. */
export function createSchema(profile: SubgraphProfile): GraphQLSchema {
  const { user, lookup } = profile;
  const isRootField = ([field]: readonly [string, unknown]): boolean =>
    rootFieldsOf(profile).some((name) => name === field);
  const rootResolvers = Object.fromEntries(Object.entries(Query).filter(isRootField));
  const { id, ...fields } = User;
  const typed = profile.typedKeys && createAttributesResolvers(profile.typedKeys, profile.attributesField);
  const withPrefix = (byName: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(byName).map(([name, resolver]) => [prefixName(name, profile.namePrefix), resolver]),
    );
  const lookupField = lookup && { [lookup.field]: createLookupField(lookup) };
  const resolvers = {
    ...withPrefix({ UserMetadataEntry, ...typed?.types }),
    Query: {
      ...rootResolvers,
      ...(profile.search && withPrefix(searchQueries)),
      _entities: createEntities(user, lookup),
    },
    [user.type]: { ...withPrefix({ ...fields, ...typed?.user }), ...lookupField, [user.key]: id },
    Mutation: withPrefix({ ...Mutation, ...typed?.mutation }),
    ...(profile.hasSubscriptions && { Subscription: withPrefix(Subscription) }),
  };
  // Apollo's type expects resolvers with any context and any arguments. The generated types, which check them
  // against the schema, are narrower.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions
  const untyped = resolvers as unknown as LegacyResolvers;
  return buildSubgraphSchema({ typeDefs: createTypeDefs(profile), resolvers: untyped });
}
