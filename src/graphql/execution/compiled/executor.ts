import {
  type DocumentNode,
  type ExecutionResult,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from "graphql";
import { compileQuery, isCompiledQuery } from "graphql-jit";
import { LRUCache } from "lru-cache";
import type { RequestContext } from "../../context/context.js";
import { isIncluded } from "../../selection.js";
import { type NormalizedQuery, normalizeQuery } from "./normalize.js";
import { type CompilableQuery, toCompilable } from "./eligibility.js";

export interface OperationRequest {
  readonly operation: OperationDefinitionNode;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** Returns undefined if graphql-js must execute the operation; no resolver was called then. */
export type Execute = (request: OperationRequest) => Promise<ExecutionResult> | ExecutionResult | undefined;

type Run = (context: RequestContext, variables: Record<string, unknown>) => ReturnType<Execute>;

interface Compiled {
  readonly normalized: NormalizedQuery;
  readonly run: Run;
}

interface Prepared {
  readonly run: Run;
  readonly values: Record<string, unknown>;
}

/**
 * A combination of included and excluded conditional selections. Compiled on its second use, not on its
 * first.
 */
interface Variant {
  compiled: Compiled | "unsupported" | undefined;
}

interface CachedQuery {
  readonly compilable: CompilableQuery | undefined;
  readonly variants: Map<string, Variant>;
}

const maxQueries = 500;
const maxFields = 20_000;
const maxVariants = 8;

/** Executes repeated queries with compiled code. The cache holds queries, and no other data of requests. */
export function createExecutor(schema: GraphQLSchema): Execute {
  const queries = new LRUCache<OperationDefinitionNode, CachedQuery>({
    max: maxQueries,
    maxSize: maxFields,
    sizeCalculation: ({ compilable }) => 1 + (compilable?.size ?? 0),
  });

  function getCachedQuery(operation: OperationDefinitionNode, document: DocumentNode): CachedQuery {
    let cached = queries.get(operation);
    if (cached === undefined) {
      cached = { compilable: toCompilable(operation, document, schema), variants: new Map() };
      queries.set(operation, cached);
    }
    return cached;
  }

  function compile(
    compilable: CompilableQuery,
    excluded: ReadonlySet<SelectionNode>,
  ): Compiled | "unsupported" {
    const normalized = normalizeQuery(compilable, (node) => excluded.has(node), schema);
    const compiled = compileQuery(schema, normalized.document);
    if (!isCompiledQuery(compiled)) return "unsupported";
    return { normalized, run: (context, variables) => compiled.query(undefined, context, variables) };
  }

  function prepare({ operation, document, variables }: OperationRequest): Prepared | undefined {
    const { compilable, variants } = getCachedQuery(operation, document);
    if (compilable === undefined) return undefined;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (coerced === undefined) return undefined;
    const excluded = new Set(compilable.conditional.filter((node) => !isIncluded(node, coerced)));
    const variantKey = compilable.conditional.map((node) => (excluded.has(node) ? "-" : "+")).join("");
    const variant = variants.get(variantKey);
    if (variant === undefined) {
      if (variants.size < maxVariants) variants.set(variantKey, { compiled: undefined });
      return undefined;
    }
    variant.compiled ??= compile(compilable, excluded);
    if (variant.compiled === "unsupported") return undefined;
    const { normalized, run } = variant.compiled;
    return { run, values: normalized.toVariables(coerced) };
  }

  return (request) => {
    const prepared = prepareOrFallBack(() => prepare(request));
    return prepared?.run(request.context, prepared.values);
  };
}

/** Falls back to graphql-js for an invalid argument or condition: it reports the error with its location. */
function prepareOrFallBack(prepare: () => Prepared | undefined): Prepared | undefined {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
