import { readFileSync } from "node:fs";
import { parse } from "graphql";
import { elementsOf } from "./elements.js";

/** The document in schema.graphql, and its elements. */
export const document = parse(readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8"));
export const contract = elementsOf(document);

/** Elements that other subgraphs declare, too. Composition merges the descriptions and directives of all. */
export const sharedCoordinates: ReadonlySet<string> = new Set([
  "Query",
  "Mutation",
  "User",
  "User.id",
  "DateTime",
  "JSON",
]);
