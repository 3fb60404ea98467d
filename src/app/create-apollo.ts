import { ApolloServer, type GraphQLRequestListener } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { FastifyBaseLogger } from "fastify";
import { createAliasRule } from "../graphql/attributes/alias-rule.js";
import { prefixName } from "../graphql/federation/name-prefix.js";
import { instrumentResponseSize } from "../graphql/limits/response-size.js";
import { createEntityWriter } from "../graphql/execution/entities/hooks.js";
import { createExecuteEntities } from "../graphql/execution/entities/execute.js";
import { createQueryCache } from "../graphql/execution/entities/query-cache.js";
import { createUserFields } from "../graphql/execution/entities/user-fields.js";
import type { RequestContext } from "../graphql/context/context.js";
import type { DocumentCache } from "../graphql/execution/document-cache.js";
import { createFormatError, type RequestByError } from "../graphql/errors/errors.js";
import { createResponseHooks } from "../graphql/execution/response-hooks.js";
import { createEntities } from "../graphql/resolvers/entities.js";
import { createSchema, type SubgraphProfile } from "../graphql/schema.js";
import { stringIdHooks } from "../graphql/execution/string-id-hooks.js";
import { createReportError } from "../observability/error-log.js";

export interface ApolloOptions extends SubgraphProfile {
  /** Whether clients may introspect the schema. */
  readonly introspection: boolean;
}

/**
 * Creates an Apollo Server that does not depend on NODE_ENV and has no plugins that are slow or send usage
 * data.
 */
export function createApollo(
  options: ApolloOptions,
  documents: Pick<DocumentCache, "store" | "persistedQueries">,
  log: FastifyBaseLogger,
): ApolloServer<RequestContext> {
  const requestByError: RequestByError = new WeakMap();
  const formatError = createFormatError(createReportError(log, requestByError));
  const schema = instrumentResponseSize(createSchema(options));
  const queries = createQueryCache(schema, options.user.type, createUserFields(options));
  const execute = createExecuteEntities(schema, queries, createEntities(options.user, options.lookup));
  const writer = createEntityWriter(execute, formatError, requestByError);
  // One plugin: Apollo Server calls each hook of each plugin in turn, with a promise for each.
  const hooks: GraphQLRequestListener<RequestContext> = {
    ...stringIdHooks,
    ...writer.hooks,
    ...createResponseHooks(formatError, requestByError),
  };
  const typedTypes = [options.user.type, prefixName("UserMetadataAttributes", options.namePrefix)];
  return new ApolloServer<RequestContext>({
    schema,
    documentStore: documents.store,
    validationRules: options.typedKeys === undefined ? [] : [createAliasRule(typedTypes)],
    nodeEnv: "production",
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: { cache: documents.persistedQueries, ttl: null },
    stopOnTerminationSignals: false,
    logger: log,
    formatError,
    stringifyResult: writer.stringify,
    plugins: [
      { requestDidStart: () => Promise.resolve(hooks) },
      // Cache control wraps every resolver, which costs more time than the rest of the subgraph (measured).
      // Responses have a static cache-control header.
      ApolloServerPluginCacheControlDisabled(),
      // A subgraph schema enables inline traces, which send the timings of every field to any client on
      // request.
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
