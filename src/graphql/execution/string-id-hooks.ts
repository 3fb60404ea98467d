import type { GraphQLRequestListener } from "@apollo/server";
import {
  getNamedType,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  GraphQLID,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from "graphql";
import type { RequestContext } from "../context/context.js";
import { subscriptionsUnavailable } from "./is-subscription.js";

/**
 * Rejects subscriptions that the schema does not have, and ids sent as JSON numbers. GraphQL accepts
 * numeric ids. ZITADEL's ids have 18 digits, which a number cannot hold: the rounded id may be that of
 * another user.
 */
export const stringIdHooks: GraphQLRequestListener<RequestContext> = {
  didResolveOperation({ schema, operation, request }) {
    if (operation === undefined) return Promise.resolve();
    requireRootType(schema, operation);
    rejectNumericIds(schema, operation, request.variables ?? {});
    return Promise.resolve();
  },
};

/**
 * graphql-js reports no error for the fields of a root type that the schema does not have. Only subscriptions are
 * optional. They come here if a request has only the hash of their text.
 */
function requireRootType(schema: GraphQLSchema, { operation }: OperationDefinitionNode): void {
  if ((schema.getRootType(operation) ?? undefined) !== undefined) return;
  throw new GraphQLError(subscriptionsUnavailable, {
    extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
  });
}

function rejectNumericIds(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  for (const { variable, type: node } of operation.variableDefinitions ?? []) {
    const type = typeFromAST(schema, node);
    const name = variable.name.value;
    if (isInputType(type) && mayContainId(type)) requireStringId(type, variables[name], `$${name}`);
  }
}

/** A page of a router has thousands of values of a scalar that is not an id. */
function mayContainId(type: GraphQLInputType): boolean {
  const named = getNamedType(type);
  return isInputObjectType(named) || named.name === GraphQLID.name;
}

function requireStringId(type: GraphQLInputType, value: unknown, path: string): void {
  if (isNonNullType(type)) {
    requireStringId(type.ofType, value, path);
  } else if (isListType(type)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const [index, item] of items.entries()) requireStringId(type.ofType, item, `${path}.${index}`);
  } else if (isInputObjectType(type)) {
    if (typeof value !== "object" || value === null) return;
    for (const [name, item] of Object.entries(value)) {
      const field = type.getFields()[name];
      if (field !== undefined) requireStringId(field.type, item, `${path}.${name}`);
    }
  } else if (type.name === GraphQLID.name && typeof value === "number") {
    throw new GraphQLError(
      `${path} is a JSON number. Send ids as strings: a number cannot hold 18 digits without rounding.`,
      { extensions: { code: "BAD_USER_INPUT", http: { status: 400 } } },
    );
  }
}
