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
import type { ResponseBudget } from "./response-budget.js";

/**
 * Charge their own size: resolvers for the fields of thousands of entries would be too slow. See entry-result.ts and
 * attribute-values.ts. The type's name may have a prefix.
 */
const isSelfCharging = (typeName: string): boolean => /UserMetadata(?:Entry|Attributes)$/.test(typeName);

/**
 * Wraps the resolvers of the schema so that they charge their part of the response to its budget. Once it is
 * exceeded, they return minimal values without errors, and nothing more is read. Finally, one error replaces
 * the whole response.
 */
export function instrumentResponseSize(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type) || isSelfCharging(type.name)) continue;
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
 * The size of a value without its contents: fields of objects and asynchronous leaves charge themselves. The
 * result may be one byte too low for an object, whose last field has no comma, but never too high: a response
 * that just fits must not be rejected.
 */
function delimiterBytes(value: unknown): number {
  if (Array.isArray(value)) return value.length === 0 ? 2 : 1 + 2 * value.length;
  return value === null || value === undefined ? 4 : 1;
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
