import { readFileSync } from "node:fs";
import { parse } from "graphql";
import { elementsOf } from "./elements.js";

/** schema.graphql as it is in the file, and piece by piece. */
export const document = parse(readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8"));
export const contract = elementsOf(document);

/** What other subgraphs declare, too: composition puts whatever one says of these on everybody's. */
export const sharedCoordinates: ReadonlySet<string> = new Set([
  "Query",
  "Mutation",
  "User",
  "User.id",
  "DateTime",
  "JSON",
]);
