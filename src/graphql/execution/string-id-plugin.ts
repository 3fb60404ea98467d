import type { ApolloServerPlugin } from "@apollo/server";
import {
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

/**
 * Refuses operations of a kind that there is not, and ids that are JSON numbers. GraphQL would take them, but ZITADEL's have 18 digits: the number has lost its last ones
 * by then, and the id that is left may be somebody else's.
 */
export const stringIdPlugin: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ schema, operation, request }) {
        if (operation === undefined) return Promise.resolve();
        requireRootType(schema, operation);
        rejectNumericIds(schema, operation, request.variables ?? {});
        return Promise.resolve();
      },
    }),
};

/** graphql-js finds nothing wrong with the fields of a root type that the schema does not have. */
function requireRootType(schema: GraphQLSchema, { operation }: OperationDefinitionNode): void {
  const type = schema.getRootType(operation) ?? undefined;
  if (type !== undefined) return;
  throw new GraphQLError(`This subgraph has no ${operation}s.`, {
    extensions: { code: "OPERATION_RESOLUTION_FAILURE", http: { status: 400 } },
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
    if (isInputType(type)) requireStringId(type, variables[name], `$${name}`);
  }
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
      `${path} is a JSON number; send ids as strings: 18 digits do not fit into a number, and the last ones may be lost.`,
      { extensions: { code: "BAD_USER_INPUT", http: { status: 400 } } },
    );
  }
}
