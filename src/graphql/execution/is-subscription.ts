import { type DocumentNode, getOperationAST, GraphQLError, OperationTypeNode, parse } from "graphql";

/** The error of a subscription without a replica. */
export const subscriptionsUnavailable = "Subscriptions require a replica, and REPLICA is not set.";

/**
 * Whether the operation that a request selects is a subscription. False for text that is not valid: its execution
 * reports the reason.
 */
export function isSubscription(text: string, operationName: unknown): boolean {
  // Parsing each query twice would be slow.
  if (!text.includes(OperationTypeNode.SUBSCRIPTION)) return false;
  const document = tryParse(text);
  const name = typeof operationName === "string" && operationName !== "" ? operationName : undefined;
  return (
    document !== undefined && getOperationAST(document, name)?.operation === OperationTypeNode.SUBSCRIPTION
  );
}

function tryParse(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
