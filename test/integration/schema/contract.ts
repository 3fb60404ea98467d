import { elementsOf } from "./elements.js";
import { typeDefsOf } from "./type-defs-of.js";

/** The schema with default settings, and its elements. */
export const document = typeDefsOf();
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
