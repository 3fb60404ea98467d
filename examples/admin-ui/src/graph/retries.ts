import { OperationTypeNode } from "graphql";
import { ServerError } from "@apollo/client/errors";
import { RetryLink } from "@apollo/client/link/retry";

const patience = 3;

/**
 * Reads that did not get through to the gateway are repeated. Writes never: nobody knows what became of them. Nor what ZITADEL
 * failed to answer, which the subgraph has repeated already.
 */
export function createRetries(): RetryLink {
  return new RetryLink({
    delay: { initial: 300, max: 2000, jitter: true },
    attempts: (count, operation, error) =>
      count < patience &&
      operation.operationType === OperationTypeNode.QUERY &&
      (!ServerError.is(error) || error.statusCode >= 500),
  });
}
