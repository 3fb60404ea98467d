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
import type { RequestContext } from "../context.js";
import { isIncluded } from "../is-included.js";
import { type BareQuery, bareQueryOf } from "./bare-query.js";
import { type Plan, planOf } from "./plan.js";

export interface Asked {
  readonly operation: OperationDefinitionNode;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** Undefined where graphql-js is to execute it; then no resolver was called. */
export type Execute = (asked: Asked) => Promise<ExecutionResult> | ExecutionResult | undefined;

type Run = (context: RequestContext, variables: Record<string, unknown>) => ReturnType<Execute>;

interface Compiled {
  readonly bare: BareQuery;
  readonly run: Run;
}

interface Prepared {
  readonly run: Run;
  readonly values: Record<string, unknown>;
}

/** One form of a query: which of its conditional parts are there. Its first time is not worth compiling it. */
interface Form {
  compiled: Compiled | "cannot be" | undefined;
}

interface Known {
  readonly plan: Plan | undefined;
  readonly forms: Map<string, Form>;
}

const maxQueries = 500;
const maxFields = 20_000;
const maxForms = 8;

/** Executes queries that were asked before by code that was compiled for them. Of those who asked it holds nothing. */
export function createExecutor(schema: GraphQLSchema): Execute {
  const queries = new LRUCache<OperationDefinitionNode, Known>({
    max: maxQueries,
    maxSize: maxFields,
    sizeCalculation: ({ plan }) => 1 + (plan?.size ?? 0),
  });

  function knownOf(operation: OperationDefinitionNode, document: DocumentNode): Known {
    let known = queries.get(operation);
    if (known === undefined) {
      known = { plan: planOf(operation, document, schema), forms: new Map() };
      queries.set(operation, known);
    }
    return known;
  }

  function compile(plan: Plan, leftOut: ReadonlySet<SelectionNode>): Compiled | "cannot be" {
    const bare = bareQueryOf(plan, (node) => leftOut.has(node), schema);
    const compiled = compileQuery(schema, bare.document);
    if (!isCompiledQuery(compiled)) return "cannot be";
    return { bare, run: (context, variables) => compiled.query(undefined, context, variables) };
  }

  function prepare({ operation, document, variables }: Asked): Prepared | undefined {
    const { plan, forms } = knownOf(operation, document);
    if (plan === undefined) return undefined;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (coerced === undefined) return undefined;
    const leftOut = new Set(plan.conditional.filter((node) => !isIncluded(node, coerced)));
    const name = plan.conditional.map((node) => (leftOut.has(node) ? "-" : "+")).join("");
    const form = forms.get(name);
    if (form === undefined) {
      if (forms.size < maxForms) forms.set(name, { compiled: undefined });
      return undefined;
    }
    form.compiled ??= compile(plan, leftOut);
    if (form.compiled === "cannot be") return undefined;
    const { bare, run } = form.compiled;
    return { run, values: bare.argumentsOf(coerced) };
  }

  return (asked) => {
    const prepared = prepareOrLeave(() => prepare(asked));
    return prepared?.run(asked.context, prepared.values);
  };
}

/** What is wrong with an argument or a condition, graphql-js tells at its place. */
function prepareOrLeave(prepare: () => Prepared | undefined): Prepared | undefined {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
