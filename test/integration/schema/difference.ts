import type { DocumentNode } from "graphql";
import { elementsOf, type SchemaElement } from "./elements.js";

/** What of the first schema is not in the second. */
export function missing(before: DocumentNode, after: DocumentNode): readonly string[] {
  return difference(elementsOf(before), elementsOf(after));
}

/** What of the first is not in the second: by name, type, default value, description and directives. */
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
