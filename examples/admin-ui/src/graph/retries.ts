import { OperationTypeNode } from "graphql";
import { ServerError } from "@apollo/client/errors";
import { RetryLink } from "@apollo/client/link/retry";

const maxAttempts = 3;

/**
 * Retries reads that did not reach the gateway. Writes are never retried, because their outcome is unknown.
 * GraphQL errors about ZITADEL are not retried either: the subgraph has already done that.
 */
export function createRetries(): RetryLink {
  return new RetryLink({
    delay: { initial: 300, max: 2000, jitter: true },
    attempts: (count, operation, error) =>
      count < maxAttempts &&
      operation.operationType === OperationTypeNode.QUERY &&
      (!ServerError.is(error) || error.statusCode >= 500),
  });
}
