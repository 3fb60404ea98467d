import { HeaderMap } from "@apollo/server";
import { execute, type ExecutionResult, getOperationAST, parse, specifiedRules, validate } from "graphql";
import { pino } from "pino";
import type { OperationSummary } from "../../../src/graphql/errors/operation-summary.js";
import { createContext, type RequestContext } from "../../../src/graphql/context/context.js";
import { createDocumentCache } from "../../../src/graphql/execution/document-cache.js";
import { createFormatError } from "../../../src/graphql/errors/errors.js";
import { createAliasRule } from "../../../src/graphql/attributes/alias-rule.js";
import { createSchema, type SubgraphProfile } from "../../../src/graphql/schema.js";
import { Failure } from "../../../src/lib/failure.js";
import { Secret } from "../../../src/lib/secret.js";
import type { Caller } from "../../../src/metadata/caller.js";
import { parseMetadataSchema } from "../../../src/typed-keys/schema/parse-schema.js";
import { createApollo } from "../../../src/app/create-apollo.js";
import { createStubSource } from "./stub-source.js";

export interface OperationRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
  /** "unchecked": the check of the caller's token fails. */
  readonly caller?: "anonymous" | "caller" | "unchecked";
  readonly responseBytes?: number;
}

export interface OperationResult {
  readonly status: number;
  readonly body: string;
  /** Log lines and operation summaries. */
  readonly reports: readonly unknown[];
}

/** Typed keys of the users in stub-source.ts. Some of their values do not match. */
const { typedKeys, issues } = parseMetadataSchema(
  JSON.stringify({
    type: "object",
    properties: {
      control: { type: "string" },
      huge: { type: "string", maxLength: 5000 },
      numbers: { type: "array", items: { type: "number" } },
      "not json": { type: "integer", "x-graphql-name": "notJson" },
      "not text": { type: "string", "x-graphql-name": "notText" },
      "key.00": { type: "integer", minimum: 0, "x-graphql-name": "zero" },
      "key.01": { type: "integer", "x-graphql-type": "String", "x-graphql-name": "one" },
      "key.02": { enum: ["a", "b"], "x-graphql-name": "two" },
      theme: { enum: ["light", "dark"], default: "light" },
      anything: { default: [1, { a: null }] },
    },
  }),
);
if (typedKeys === undefined) throw new TypeError(`The schema is invalid: ${JSON.stringify(issues)}`);

export const profile: SubgraphProfile = {
  rootFields: ["me", "user"],
  user: { type: "User", key: "id", keyType: "ID" },
  directives: [],
  namePrefix: "",
  search: false,
  lookup: undefined,
  typedKeys,
  attributesField: "attributes",
  hasSubscriptions: false,
};
export const uninstrumentedSchema = createSchema(profile);

const caller: Caller = {
  id: "caller",
  accessToken: new Secret("token"),
  clientId: undefined,
  roles: new Map(),
  hasOnlyIdToken: false,
  hasMetadataScope: undefined,
  metadataClaim: undefined,
};
const uncheckedToken = new Failure("UPSTREAM_TIMEOUT", "The token could not be checked.");

export function createTestContext(
  { caller: kind = "caller", responseBytes = 64 * 1024 * 1024 }: OperationRequest,
  onSummary: (summary: OperationSummary) => void = () => undefined,
): RequestContext {
  const { signal } = new AbortController();
  return createContext({
    request: {
      scope: { requestId: "request", deadlineAt: Infinity, upstreamCalls: 0 },
      authenticate: () =>
        kind === "unchecked"
          ? Promise.reject(uncheckedToken.copy())
          : Promise.resolve(kind === "caller" ? caller : null),
      readSignal: signal,
      writeSignal: signal,
      isClientDisconnected: () => false,
    },
    source: createStubSource(),
    limits: { representations: 20, entries: 3, responseBytes },
    onSummary,
    audit: () => undefined,
  });
}

/** Replaces error ids, which are random. */
const withoutIds = (text: string): string =>
  text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "(id)");

/** Executes operations like the server does. */
export async function createSubgraphExecutor(): Promise<
  (request: OperationRequest) => Promise<OperationResult>
> {
  let reports: unknown[] = [];
  const log = pino(
    { level: "debug", base: null, timestamp: false },
    { write: (line) => reports.push(withoutStack(line)) },
  );
  const documents = createDocumentCache({ depth: 50, aliases: 10_000, tokens: 10_000 });
  const apollo = createApollo({ ...profile, introspection: true }, documents, log);
  await apollo.start();
  return async (request) => {
    reports = [];
    const { query, variables = {}, operationName } = request;
    documents.checkLimits(query);
    const context = createTestContext(request, ({ codes, ...summary }) =>
      reports.push({ ...summary, codes: [...codes] }),
    );
    const { status = 200, body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: "POST",
        headers: new HeaderMap([["content-type", "application/json"]]),
        search: "",
        body: { query, variables, ...(operationName !== undefined && { operationName }) },
      },
      context: () => Promise.resolve(context),
    });
    if (body.kind !== "complete") throw new TypeError("The response is not complete.");
    return { status, body: withoutIds(body.string), reports };
  };
}

function withoutStack(line: string): string {
  return withoutIds(line).replace(/"stack":"(?:[^"\\]|\\.)*"/g, "");
}

/**
 * Executes with graphql-js, the subgraph's resolvers and its error formatter. Undefined: the operation is
 * invalid.
 */
export async function executeWithGraphqlJs(
  request: OperationRequest,
): Promise<Omit<OperationResult, "reports"> | undefined> {
  const { query, variables, operationName } = request;
  const document = parse(query);
  const rules = [...specifiedRules, createAliasRule(["User", "UserMetadataAttributes"])];
  if (validate(uninstrumentedSchema, document, rules).length > 0) return undefined;
  const result = await execute({
    schema: uninstrumentedSchema,
    document,
    contextValue: createTestContext({ ...request, responseBytes: Infinity }),
    variableValues: variables,
    operationName,
  });
  const isOperationKnown = getOperationAST(document, operationName) !== null;
  const formatted = formatResult(
    result,
    isOperationKnown ? "BAD_USER_INPUT" : "OPERATION_RESOLUTION_FAILURE",
  );
  return { status: "data" in result ? 200 : 400, body: withoutIds(`${JSON.stringify(formatted)}\n`) };
}

function formatResult({ errors, data }: ExecutionResult, requestErrorCode: string): unknown {
  const formatError = createFormatError(() => undefined);
  const code = data === undefined ? requestErrorCode : "INTERNAL_SERVER_ERROR";
  return {
    errors: errors?.map((error) =>
      formatError({ ...error.toJSON(), extensions: { code, ...error.extensions } }, error),
    ),
    data,
  };
}
