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
import { isIncluded } from "../../selection/is-included.js";
import { type NormalizedQuery, normalizeQuery } from "./normalize.js";
import { type CompilableQuery, toCompilable } from "./eligibility.js";

export interface OperationRequest {
  readonly operation: OperationDefinitionNode;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** Undefined where graphql-js is to execute it; then no resolver was called. */
export type Execute = (asked: OperationRequest) => Promise<ExecutionResult> | ExecutionResult | undefined;

type Run = (context: RequestContext, variables: Record<string, unknown>) => ReturnType<Execute>;

interface Compiled {
  readonly bare: NormalizedQuery;
  readonly run: Run;
}

interface Prepared {
  readonly run: Run;
  readonly values: Record<string, unknown>;
}

/** One form of a query: which of its conditional parts are there. Its first time is not worth compiling it. */
interface Variant {
  compiled: Compiled | "cannot be" | undefined;
}

interface CachedQuery {
  readonly plan: CompilableQuery | undefined;
  readonly forms: Map<string, Variant>;
}

const maxQueries = 500;
const maxFields = 20_000;
const maxForms = 8;

/** Executes queries that were asked before by code that was compiled for them. Of those who asked it holds nothing. */
export function createExecutor(schema: GraphQLSchema): Execute {
  const queries = new LRUCache<OperationDefinitionNode, CachedQuery>({
    max: maxQueries,
    maxSize: maxFields,
    sizeCalculation: ({ plan }) => 1 + (plan?.size ?? 0),
  });

  function knownOf(operation: OperationDefinitionNode, document: DocumentNode): CachedQuery {
    let known = queries.get(operation);
    if (known === undefined) {
      known = { plan: toCompilable(operation, document, schema), forms: new Map() };
      queries.set(operation, known);
    }
    return known;
  }

  function compile(plan: CompilableQuery, excluded: ReadonlySet<SelectionNode>): Compiled | "cannot be" {
    const bare = normalizeQuery(plan, (node) => excluded.has(node), schema);
    const compiled = compileQuery(schema, bare.document);
    if (!isCompiledQuery(compiled)) return "cannot be";
    return { bare, run: (context, variables) => compiled.query(undefined, context, variables) };
  }

  function prepare({ operation, document, variables }: OperationRequest): Prepared | undefined {
    const { plan, forms } = knownOf(operation, document);
    if (plan === undefined) return undefined;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (coerced === undefined) return undefined;
    const excluded = new Set(plan.conditional.filter((node) => !isIncluded(node, coerced)));
    const name = plan.conditional.map((node) => (excluded.has(node) ? "-" : "+")).join("");
    const form = forms.get(name);
    if (form === undefined) {
      if (forms.size < maxForms) forms.set(name, { compiled: undefined });
      return undefined;
    }
    form.compiled ??= compile(plan, excluded);
    if (form.compiled === "cannot be") return undefined;
    const { bare, run } = form.compiled;
    return { run, values: bare.argumentsOf(coerced) };
  }

  return (asked) => {
    const prepared = prepareOrFallBack(() => prepare(asked));
    return prepared?.run(asked.context, prepared.values);
  };
}

/** What is wrong with an argument or a condition, graphql-js tells at its place. */
function prepareOrFallBack(prepare: () => Prepared | undefined): Prepared | undefined {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
