import type { GraphQLError } from "graphql";

/**
 * The kinds of errors in the order in which graphql-js meets them. A DataLoader settles the first load of a user
 * earlier than repeated loads, and an invalid value is found earlier than a rejected promise.
 */
const kinds = ["entity", "first value", "first read", "repeated value", "repeated read"] as const;

export interface ErrorList {
  add(kind: (typeof kinds)[number], error: GraphQLError): void;
  inOrder(): readonly GraphQLError[];
}

/** Collects the errors of a response. Errors of one kind remain in their order. */
export function createErrorList(): ErrorList {
  const errors: Record<(typeof kinds)[number], GraphQLError[]> = {
    entity: [],
    "first value": [],
    "first read": [],
    "repeated value": [],
    "repeated read": [],
  };
  return {
    add(kind, error) {
      errors[kind].push(error);
    },
    inOrder: () => kinds.flatMap((kind) => errors[kind]),
  };
}
