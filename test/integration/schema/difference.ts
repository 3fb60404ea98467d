import type { DocumentNode } from "graphql";
import { elementsOf, type SchemaElement } from "./elements.js";

/** Elements of the first schema that the second lacks. */
export function missing(before: DocumentNode, after: DocumentNode): readonly string[] {
  return difference(elementsOf(before), elementsOf(after));
}

/**
 * Elements of the first list that the second lacks, by name, type, default value, description and directives.
 */
export function difference(
  first: readonly SchemaElement[],
  second: readonly SchemaElement[],
): readonly string[] {
  const texts = new Set(second.map(textOf));
  return first.map(textOf).filter((text) => !texts.has(text));
}

function textOf({ line, directives, description = "" }: SchemaElement): string {
  return [line, ...directives.toSorted(), description].join(" ");
}
