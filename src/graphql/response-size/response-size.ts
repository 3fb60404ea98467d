import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { RequestContext } from "../context/context.js";

/** See shown-entry: there are thousands in an answer, and a resolver for each of their fields would cost most of its time. */
const selfCounting = "UserMetadataEntry";

/**
 * Has the schema's fields count what they add to the answer. Once it is too much, they answer with as little as their type
 * allows, without an error each, and nothing more is read; the whole answer is replaced in the end.
 */
export function instrumentResponseSize(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type) || type.name === selfCounting) continue;
    const isMutation = type === schema.getMutationType();
    for (const field of Object.values(type.getFields())) {
      field.resolve = withSize(field.resolve ?? defaultFieldResolver, field.type, isMutation);
    }
  }
  return schema;
}

type Resolve = GraphQLFieldResolver<unknown, RequestContext>;

function withSize(resolve: Resolve, type: GraphQLOutputType, isMutation: boolean): Resolve {
  const isLeaf = isLeafType(getNamedType(type));
  const placeholder = placeholderFor(type);
  return (parent, args, context, info) => {
    const { responseBudget } = context;
    // What a mutation asks for is done to its end: half of it would be harder to tell than all of it.
    if (isMutation) responseBudget.markMutation();
    else if (responseBudget.isExceeded) return placeholder;
    const value: unknown = resolve(parent, args, context, info);
    const nameBytes = String(info.path.key).length + 4;
    if (isLeaf && !(value instanceof Promise)) {
      responseBudget.charge(nameBytes);
      if (typeof value === "string") responseBudget.chargeText(value);
      else responseBudget.chargeJson(value);
      return responseBudget.isExceeded ? placeholder : value;
    }
    return then(value, (result) => {
      responseBudget.charge(nameBytes + delimiterBytes(result));
      return responseBudget.isExceeded ? placeholder : result;
    });
  };
}

function then(value: unknown, next: (result: unknown) => unknown): unknown {
  return value instanceof Promise ? value.then(next) : next(value);
}

/**
 * What is in an object is counted by its own fields, and a leaf that had to wait has counted itself. Of each object's fields
 * the last has no comma, which is one byte less here: what would just fit must not be refused.
 */
function delimiterBytes(value: unknown): number {
  if (Array.isArray(value)) return value.length === 0 ? 2 : 1 + 2 * value.length;
  return value === null || value === undefined ? 4 : 1;
}

/** The smallest value that is right: null, or where there must be one, no items, 0 (also as text) or nothing known. */
function placeholderFor(type: GraphQLOutputType): unknown {
  if (!isNonNullType(type)) return null;
  if (isListType(type.ofType)) return [];
  return isLeafType(type.ofType) ? 0 : {};
}
