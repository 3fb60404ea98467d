import {
  type DocumentNode,
  getArgumentValues,
  GraphQLError,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
} from "graphql";
import type { VisibleEntries } from "../../../access/guarded-source.js";
import type { RequestContext } from "../../context/context.js";
import type { Entities, Entity } from "../../resolvers/entities.js";
import { coerceVariables } from "./coerce-variables.js";
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
  readonly data: WrittenData;
  readonly errors: readonly GraphQLError[];
}

/** The JSON of `data`. It is long, and therefore joined only when the whole response is. */
export interface WrittenData {
  readonly start: string;
  /** The items of a list, without the commas between them. */
  readonly items: readonly string[];
  readonly end: string;
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
    const coerced = coerceVariables(schema, operation.variableDefinitions ?? [], variables);
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
    return { data: { start: "null", items: [], end: "" }, errors: [locatedError(error, nodes, [name])] };
  }
  const users = new Map<string, LoadedUser>();
  const items = entities.map((entity) => (isUser(entity) ? findOrAdd(users, entity.id) : entity));
  if (users.size > 0 && members.some(({ field }) => field.kind === "entries")) {
    const loaded = (await loaders.metadataOf([...users.keys()], info)).values();
    for (const user of users.values()) user.entries = loaded.next().value ?? noEntries;
  }
  const errors = createErrorList();

  function write(item: LoadedUser | Error | null, n: number): string {
    if (item === null || item instanceof Error) {
      if (item !== null) errors.add("entity", locatedError(item, nodes, [name, n]));
      return "null";
    }
    // One error replaces a response that is too large.
    if (responseBudget.isExceeded) return "null";
    const isRepeated = item.written !== undefined;
    const written = (item.written ??= writeUser(item.id, item.entries, responseBudget.remaining));
    responseBudget.charge(written.json.length);
    for (const { path, nodes: at, error, isFirstRead } of written.errors) {
      const kind = item.entries instanceof Error ? "read" : "value";
      errors.add(
        isFirstRead && !isRepeated ? `first ${kind}` : `repeated ${kind}`,
        locatedError(error, at, [name, n, ...path]),
      );
    }
    return written.json;
  }

  const data = { start: `{${JSON.stringify(name)}:[`, items: items.map(write), end: "]}" };
  return { data, errors: errors.inOrder() };
}

/** A user in a response. */
interface LoadedUser {
  readonly id: string;
  entries: VisibleEntries | Error;
  written: WrittenUser | undefined;
}

function findOrAdd(users: Map<string, LoadedUser>, id: string): LoadedUser {
  const existing = users.get(id);
  if (existing !== undefined) return existing;
  const user = { id, entries: noEntries, written: undefined };
  users.set(id, user);
  return user;
}

function isUser(entity: Entity | Error | null): entity is Entity {
  return entity !== null && !(entity instanceof Error);
}
