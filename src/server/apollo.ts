import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { FastifyBaseLogger } from "fastify";
import { countAnswerBytes } from "../graphql/answer-bytes.js";
import { createCompiledAnswers } from "../graphql/compiled/answers.js";
import { createExecutor } from "../graphql/compiled/executor.js";
import type { RequestContext } from "../graphql/context.js";
import type { Documents } from "../graphql/documents.js";
import { createFormatError } from "../graphql/errors.js";
import { createLargeAnswers } from "../graphql/large-answers.js";
import { createSchema, type SubgraphProfile } from "../graphql/schema.js";
import { createRequestIdsPlugin, type RequestIds } from "../graphql/request-ids.js";
import { stringIds } from "../graphql/string-ids.js";
import { summarizeAnswers } from "../graphql/summarize-answers.js";
import { createReportError } from "./report-error.js";

export interface ApolloOptions extends SubgraphProfile {
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
}

/** Apollo Server without what it would decide by NODE_ENV and without the plugins that cost or call home. */
export function createApollo(
  options: ApolloOptions,
  documentStore: Documents["store"],
  log: FastifyBaseLogger,
): ApolloServer<RequestContext> {
  const requestIds: RequestIds = new WeakMap();
  const requestOf = (error: unknown): ReturnType<RequestIds["get"]> =>
    error instanceof Error ? requestIds.get(error) : undefined;
  const formatError = createFormatError(createReportError(log, requestOf));
  const schema = countAnswerBytes(createSchema(options));
  return new ApolloServer<RequestContext>({
    schema,
    documentStore,
    nodeEnv: "production",
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    formatError,
    plugins: [
      stringIds,
      createRequestIdsPlugin(requestIds),
      createCompiledAnswers(createExecutor(schema), formatError, requestIds),
      createLargeAnswers(formatError, requestIds),
      summarizeAnswers,
      // It wraps every field: measured, it costs more than all else that we do. Our answers carry one static header.
      ApolloServerPluginCacheControlDisabled(),
      // A subgraph schema switches it on: it would send timings of every field to whoever asks.
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
