import {
  type DocumentNode,
  type FieldNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  type SelectionNode,
  TypeInfo,
  type VariableDefinitionNode,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { CompilableQuery } from "./eligibility.js";

/** A query without directives and literals: the compiled code depends on its fields only. */
export interface NormalizedQuery {
  readonly document: DocumentNode;
  /** Returns the values of the normalized query's variables. Throws for an invalid argument. */
  readonly toVariables: (variableValues: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

interface Call {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  /** Argument name → name of the variable that replaces its value. */
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * Removes excluded selections, and replaces the value of every argument by a variable. graphql-jit writes
 * literals into the code that it compiles, and a string of a certain form is executed there: client input
 * must never reach it. graphql-jit also differs from graphql-js in coercing variables and skipping fields, so
 * graphql-js does both.
 */
export function normalizeQuery(
  { operation, fragments }: CompilableQuery,
  isExcluded: (node: SelectionNode) => boolean,
  schema: GraphQLSchema,
): NormalizedQuery {
  const calls: Call[] = [];
  const definitions: VariableDefinitionNode[] = [];
  const typeInfo = new TypeInfo(schema);
  const stripDirectives = <N extends SelectionNode>(node: N): N | null =>
    isExcluded(node) ? null : { ...node, directives: [] };

  const strippedOperation: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: [],
    directives: [],
  };
  const visited: DocumentNode = visit(
    { kind: Kind.DOCUMENT, definitions: [strippedOperation, ...fragments.values()] },
    visitWithTypeInfo(typeInfo, {
      InlineFragment: stripDirectives,
      FragmentSpread: stripDirectives,
      Field(node) {
        if (isExcluded(node)) return null;
        const field = typeInfo.getFieldDef();
        if (field === null || field === undefined || field.args.length === 0)
          return { ...node, directives: [] };
        const names = field.args.map(({ name }) => name);
        const variables = new Map(names.map((name, n) => [name, `v${definitions.length + n}`]));
        for (const variable of variables.values()) definitions.push(variableDefinition(variable));
        calls.push({ field, node, variables });
        const args = [...variables].map(([name, variable]) => argumentNode(name, variable));
        return { ...node, directives: [], arguments: args };
      },
    }),
  );

  return {
    document: {
      ...visited,
      definitions: visited.definitions.map((definition) =>
        definition.kind === Kind.OPERATION_DEFINITION
          ? { ...definition, variableDefinitions: definitions }
          : definition,
      ),
    },
    toVariables(variableValues) {
      const values: Record<string, unknown> = {};
      for (const { field, node, variables } of calls) {
        const args = getArgumentValues(field, node, variableValues);
        for (const [name, variable] of variables) {
          if (Object.hasOwn(args, name)) values[variable] = args[name];
        }
      }
      return values;
    },
  };
}

const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });

const variableNode = (name: string): VariableNode => ({ kind: Kind.VARIABLE, name: nameNode(name) });

/** Federation's `_Any` scalar accepts every value unchanged. */
function variableDefinition(variable: string): VariableDefinitionNode {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: variableNode(variable),
    type: { kind: Kind.NAMED_TYPE, name: nameNode("_Any") },
    directives: [],
  };
}

function argumentNode(name: string, variable: string): NonNullable<FieldNode["arguments"]>[number] {
  return { kind: Kind.ARGUMENT, name: nameNode(name), value: variableNode(variable) };
}
