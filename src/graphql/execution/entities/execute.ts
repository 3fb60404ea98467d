import {
  type DocumentNode,
  getArgumentValues,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
} from "graphql";
import type { VisibleEntries } from "../../../access/guarded-source.js";
import type { RequestContext } from "../../context/context.js";
import type { Entities, Entity } from "../../resolvers/entities.js";
import { createErrorList } from "./error-list.js";
import type { CompiledQuery, QueryCache } from "./query-cache.js";
import type { WrittenUser } from "./write-user.js";

export interface OperationRequest {
  readonly operation: OperationDefinitionNode;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** The response to an operation. */
export interface WrittenResponse {
  /** The JSON of `data`. */
  readonly data: string;
  readonly errors: readonly GraphQLError[];
}

/** Returns undefined if graphql-js must execute the operation; no resolver was called then. */
export type ExecuteEntities = (request: OperationRequest) => Promise<WrittenResponse> | undefined;

interface Prepared {
  readonly query: CompiledQuery;
  readonly representations: readonly unknown[];
}

const noEntries: VisibleEntries = { entries: [], mayRead: () => false };

/** Executes queries of routers: writes the response directly from entries, without an object for each. */
export function createExecuteEntities(
  schema: GraphQLSchema,
  queries: QueryCache,
  resolve: Entities,
): ExecuteEntities {
  const entitiesField = schema.getQueryType()?.getFields()["_entities"];

  function prepare({ operation, document, variables }: OperationRequest): Prepared | undefined {
    const entityOperation = queries.toEntityOperation(operation, document);
    if (entityOperation === undefined || entitiesField === undefined) return undefined;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    const query = coerced && queries.compile(entityOperation, coerced);
    if (query === undefined) return undefined;
    const { representations } = getArgumentValues(entitiesField, query.node, coerced);
    return Array.isArray(representations) ? { query, representations } : undefined;
  }

  return (request) => {
    const prepared = prepareOrFallBack(() => prepare(request));
    return prepared && execute(prepared, resolve, request.context);
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

async function execute(
  { query, representations }: Prepared,
  resolve: Entities,
  context: RequestContext,
): Promise<WrittenResponse> {
  const { name, nodes, info, members, writeUser } = query;
  const { loaders, responseBudget } = context;
  let entities: Awaited<ReturnType<Entities>>;
  try {
    entities = await resolve(undefined, { representations }, context, info);
  } catch (error) {
    return { data: "null", errors: [locatedError(error, nodes, [name])] };
  }
  const users = new Map<string, LoadedUser>();
  for (const entity of entities) if (isUser(entity)) users.set(entity.id, { entries: noEntries });
  if (users.size > 0 && members.some(({ field }) => field.kind === "entries")) {
    const ids = [...users.keys()];
    const loaded = await loaders.metadataOf(ids, info);
    for (const [n, id] of ids.entries()) users.set(id, { entries: loaded[n] ?? noEntries });
  }
  const errors = createErrorList();
  const items = entities.map((entity, n) => {
    if (!isUser(entity)) {
      if (entity !== null) errors.add("entity", locatedError(entity, nodes, [name, n]));
      return "null";
    }
    const user = users.get(entity.id);
    // One error replaces a response that is too large.
    if (user === undefined || responseBudget.isExceeded) return "null";
    const isRepeated = user.written !== undefined;
    const written = (user.written ??= writeUser(entity.id, user.entries, responseBudget.remaining));
    responseBudget.charge(written.json.length);
    for (const { path, nodes: at, error, isFirstRead } of written.errors) {
      const kind = user.entries instanceof Error ? "read" : "value";
      errors.add(
        isFirstRead && !isRepeated ? `first ${kind}` : `repeated ${kind}`,
        locatedError(error, at, [name, n, ...path]),
      );
    }
    return written.json;
  });
  return { data: `{${JSON.stringify(name)}:[${items.join(",")}]}`, errors: errors.inOrder() };
}

interface LoadedUser {
  readonly entries: VisibleEntries | Error;
  written?: WrittenUser;
}

function isUser(entity: Entity | Error | null): entity is Entity {
  return entity !== null && !(entity instanceof Error);
}
