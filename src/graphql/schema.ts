import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type DocumentNode, type GraphQLSchema, Kind, parse, visit } from "graphql";
import type { TypedKeys } from "../typed-keys/typed-key.js";
import { createAttributesResolvers } from "./attributes/resolvers.js";
import { addAttributes, renameAttributesField } from "./attributes/type-defs.js";
import { addDirectives, type RouterDirective } from "./federation/router-directives.js";
import { createEntities } from "./resolvers/entities.js";
import { Mutation } from "./resolvers/mutation.js";
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
  readonly directives: readonly RouterDirective[];
}

type LegacyResolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>["resolvers"]
>;

const contract = parse(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));

/** The type definitions of this subgraph, for composition. */
export function createTypeDefs(profile: SubgraphProfile): DocumentNode {
  const { rootFields, user, directives, typedKeys, attributesField } = profile;
  const base = withRootFields(rootFields);
  const complete = typedKeys === undefined ? base : addAttributes(base, typedKeys);
  return renameUser(renameAttributesField(addDirectives(complete, directives), attributesField), user);
}

function withRootFields(names: SubgraphProfile["rootFields"]): DocumentNode {
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
  const rootResolvers = Object.fromEntries(profile.rootFields.map((field) => [field, Query[field]]));
  const { id, ...fields } = User;
  const typed = profile.typedKeys && createAttributesResolvers(profile.typedKeys, profile.attributesField);
  const resolvers = {
    ...typed?.types,
    Query: { ...rootResolvers, _entities: createEntities(profile.user) },
    [profile.user.type]: { ...fields, ...typed?.user, [profile.user.key]: id },
    Mutation: { ...Mutation, ...typed?.mutation },
  };
  // Apollo's type expects resolvers with any context and any arguments. The generated types, which check them
  // against the schema, are narrower.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions
  const untyped = resolvers as unknown as LegacyResolvers;
  return buildSubgraphSchema({ typeDefs: createTypeDefs(profile), resolvers: untyped });
}
