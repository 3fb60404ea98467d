import {
  defaultFieldResolver,
  type FieldNode,
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { collectFields } from "../collect-fields.js";
import type { ResponseBudget } from "./response-budget.js";

/**
 * Wraps the resolvers of the schema so that they charge their part of the response to its budget: a field with
 * objects the names of their fields, and a leaf its value. An asynchronous leaf charges itself. Once the budget is
 * exceeded, they return minimal values without errors, and nothing more is read. Finally, one error replaces the
 * whole response.
 */
export function instrumentResponseSize(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    const isMutation = type === schema.getMutationType();
    for (const field of Object.values(type.getFields())) {
      field.resolve = withSize(field.resolve ?? defaultFieldResolver, field.type, isMutation);
    }
  }
  return schema;
}

type Resolve = GraphQLFieldResolver<unknown, { readonly responseBudget: ResponseBudget }>;

function withSize(resolve: Resolve, type: GraphQLOutputType, isMutation: boolean): Resolve {
  const isLeaf = isLeafType(getNamedType(type));
  const placeholder = placeholderFor(type);
  return (parent, args, context, info) => {
    const { responseBudget } = context;
    // All mutation fields run even if the budget is exceeded: a partial write would be harder to report.
    if (isMutation) responseBudget.markMutation();
    else if (responseBudget.isExceeded) return placeholder;
    const value: unknown = resolve(parent, args, context, info);
    const chargesItself = isLeaf && value instanceof Promise;
    const charge = (result: unknown): unknown => {
      if (!chargesItself) {
        responseBudget.charge(isLeaf ? lengthOf(result) : objectsIn(result) * nameBytesOf(info));
      }
      return responseBudget.isExceeded ? placeholder : result;
    };
    return value instanceof Promise ? value.then(charge) : charge(value);
  };
}

/** The length of a leaf as JSON. Numbers count as one digit. */
function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length + 2;
  return typeof value === "object" && value !== null ? JSON.stringify(value).length : 1;
}

function objectsIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((count: number, item) => count + objectsIn(item), 0);
  return value === null || value === undefined || value instanceof Error ? 0 : 1;
}

/** By the nodes of a field, which are the same for all objects of a request. */
const nameBytesByNodes = new WeakMap<readonly FieldNode[], number>();

/** The size of the names in an object, with quotes, colons and commas. */
function nameBytesOf(info: GraphQLResolveInfo): number {
  const { fieldNodes, schema, returnType } = info;
  const known = nameBytesByNodes.get(fieldNodes);
  if (known !== undefined) return known;
  const named = getNamedType(returnType);
  const type = isAbstractType(named) ? schema.getPossibleTypes(named)[0] : named;
  let bytes = 0;
  if (isObjectType(type)) {
    const selectionSets = fieldNodes.map(({ selectionSet }) => selectionSet);
    for (const name of collectFields(schema, info, type, selectionSets).keys()) bytes += name.length + 4;
  }
  nameBytesByNodes.set(fieldNodes, bytes);
  return bytes;
}

/**
 * The smallest valid value of a type: null, or if it is non-null, an empty list, 0 (valid as text too) or
 * `{}`.
 */
function placeholderFor(type: GraphQLOutputType): unknown {
  if (!isNonNullType(type)) return null;
  if (isListType(type.ofType)) return [];
  return isLeafType(type.ofType) ? 0 : {};
}
