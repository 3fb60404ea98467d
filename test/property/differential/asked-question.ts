import type { Question } from "./both-ways.js";
import { owners } from "./stub-source.js";

export type AskedQuestion = readonly [what: string, question: Question];

export const user = (id: unknown): unknown => ({ __typename: "User", id });
export const all = { all: owners.filter((id) => id !== "bug").map(user) };
export const entities = (selection: string, head = "$all: [_Any!]!"): string =>
  `query (${head}) { _entities(representations: $all) { ${selection} } }`;
export const onUser = (selection: string): string => entities(`... on User { ${selection} }`);
