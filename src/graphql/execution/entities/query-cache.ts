import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from "graphql";
import { LRUCache } from "lru-cache";
import type { OperationInfo } from "../../selection.js";
import { compileEntityQuery, type EntityQuery } from "./compile.js";
import { createFinishedTexts } from "./finished-texts.js";
import type { CompileField } from "./user-field.js";
import { createWriteUser, type WriteUser } from "./write-user.js";

export interface CompiledQuery extends EntityQuery {
  readonly info: OperationInfo;
  readonly writeUser: WriteUser;
}

/** An operation whose root fields are all `_entities`. */
export interface EntityOperation {
  readonly id: number;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The variables on which the fields of users depend. */
  readonly variables: readonly string[];
}

export interface QueryCache {
  /** Undefined if graphql-js must execute the operation, whatever its variables. */
  toEntityOperation(operation: OperationDefinitionNode, document: DocumentNode): EntityOperation | undefined;
  /**
   * Undefined if graphql-js must execute the operation with these variables. Throws a GraphQLError for an invalid
   * argument.
   */
  compile(
    operation: EntityOperation,
    variableValues: Readonly<Record<string, unknown>>,
  ): CompiledQuery | undefined;
}

const maxQueries = 500;
const maxFields = 20_000;
/** Queries with longer values are compiled each time. */
const maxValuesLength = 2000;

/** Compiles each query once for each combination of values. Holds queries, and no other data of requests. */
export function createQueryCache(
  schema: GraphQLSchema,
  userType: string,
  userFields: ReadonlyMap<string, CompileField>,
): QueryCache {
  const operations = new WeakMap<OperationDefinitionNode, { readonly found: EntityOperation | undefined }>();
  const queries = new LRUCache<string, { readonly compiled: CompiledQuery | undefined }>({
    max: maxQueries,
    maxSize: maxFields,
    sizeCalculation: ({ compiled }) => compiled?.size ?? 1,
  });
  const texts = createFinishedTexts();
  let lastId = 0;

  function compile(info: OperationInfo): CompiledQuery | undefined {
    const query = compileEntityQuery(schema, userType, userFields, info);
    if (query === undefined) return undefined;
    const writeUser = createWriteUser(query.members, String(++lastId), texts);
    return { ...query, writeUser, info };
  }

  return {
    toEntityOperation(operation, document) {
      let cached = operations.get(operation);
      if (cached === undefined) {
        cached = { found: readOperation(++lastId, operation, document) };
        operations.set(operation, cached);
      }
      return cached.found;
    },
    compile({ id, variables, ...operation }, variableValues) {
      const info = { ...operation, variableValues };
      const values = variables.flatMap((name) =>
        Object.hasOwn(variableValues, name) ? [[name, variableValues[name]]] : [],
      );
      const key = `${id} ${JSON.stringify(values)}`;
      if (key.length > maxValuesLength) return compile(info);
      let cached = queries.get(key);
      if (cached === undefined) {
        cached = { compiled: compile(info) };
        queries.set(key, cached);
      }
      return cached.compiled;
    },
  };
}

function readOperation(
  id: number,
  operation: OperationDefinitionNode,
  { definitions }: DocumentNode,
): EntityOperation | undefined {
  const variables = new Set<string>();
  const addVariables: ASTVisitor = {
    Variable({ name }) {
      variables.add(name.value);
    },
  };
  if (operation.operation !== OperationTypeNode.QUERY) return undefined;
  for (const node of operation.selectionSet.selections) {
    if (node.kind !== Kind.FIELD || node.name.value !== "_entities") return undefined;
    visit({ ...node, arguments: [] }, addVariables);
  }
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  for (const fragment of fragments) visit(fragment, addVariables);
  return {
    id,
    operation,
    fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])),
    variables: [...variables],
  };
}
