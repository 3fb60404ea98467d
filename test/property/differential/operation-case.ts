import type { OperationRequest } from "./execute-both.js";
import { userIds } from "./stub-source.js";

export type OperationCase = readonly [name: string, request: OperationRequest];

export const user = (id: unknown): unknown => ({ __typename: "User", id });
export const allUsers = { all: userIds.filter((id) => id !== "bug").map(user) };
export const entities = (selection: string, head = "$all: [_Any!]!"): string =>
  `query (${head}) { _entities(representations: $all) { ${selection} } }`;
export const onUser = (selection: string): string => entities(`... on User { ${selection} }`);
