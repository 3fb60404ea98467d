import { type FieldNode, type GraphQLObjectType, type GraphQLSchema, isObjectType } from "graphql";
import type { OperationInfo } from "../../selection.js";
import { collectFields } from "../../collect-fields.js";
import type { CompileField, UserField } from "./user-field.js";

/** A field of each user. */
export interface Member {
  /** The name in the response. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly field: UserField;
}

/** A query that consists of one field `_entities`, for given values of its variables. */
export interface EntityQuery {
  /** The name of `_entities` in the response. */
  readonly name: string;
  /** The first of the nodes, which has the same arguments as the others. */
  readonly node: FieldNode;
  readonly nodes: readonly FieldNode[];
  readonly members: readonly Member[];
  /** Number of fields. */
  readonly size: number;
}

/**
 * Compiles the query to functions that write its response. Returns undefined if graphql-js must execute it.
 * Throws a GraphQLError for an invalid argument.
 */
export function compileEntityQuery(
  schema: GraphQLSchema,
  userType: string,
  userFields: ReadonlyMap<string, CompileField>,
  info: OperationInfo,
): EntityQuery | undefined {
  const queryType = schema.getQueryType();
  const type = schema.getType(userType);
  if (!queryType || !isObjectType(type)) return undefined;
  const [root, ...others] = collectFields(schema, info, queryType, [info.operation.selectionSet]);
  const [name, nodes] = root ?? ["", []];
  const [node] = nodes;
  if (node?.name.value !== "_entities" || others.length > 0) return undefined;

  const members: Member[] = [];
  let size = 1;
  const selectionSets = nodes.map(({ selectionSet }) => selectionSet);
  for (const [memberName, memberNodes] of collectFields(schema, info, type, selectionSets)) {
    const field = compileMember(type, memberNodes, userFields, schema, info);
    if (field === undefined) return undefined;
    members.push({ name: memberName, nodes: memberNodes, field });
    size += 1 + (field.kind === "entries" ? field.size : 0);
  }
  return { name, node, nodes, members, size };
}

function compileMember(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  userFields: ReadonlyMap<string, CompileField>,
  schema: GraphQLSchema,
  info: OperationInfo,
): UserField | undefined {
  const [node] = nodes;
  const name = node?.name.value ?? "";
  if (name === "__typename") return { kind: "constant", json: JSON.stringify(type.name) };
  const field = type.getFields()[name];
  return node && field && userFields.get(name)?.({ node, nodes, field, schema, info });
}
