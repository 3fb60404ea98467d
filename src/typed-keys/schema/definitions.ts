import { isSchemaObject, type SchemaObject, subschemasOf } from "./keywords.js";

const localRef = /^#\/\$defs\/([^/]+)$/;

/** Schemas of `$defs`, by name. */
export type Definitions = ReadonlyMap<string, unknown>;

/** The name in a `$ref` to `#/$defs/…`; undefined for any other reference. */
export function definitionNameOf(ref: unknown): string | undefined {
  const name = typeof ref === "string" ? localRef.exec(ref)?.[1] : undefined;
  return name?.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Follows `$ref` until a schema has a `type` of its own. */
export function resolveRef(schema: SchemaObject, definitions: Definitions): SchemaObject {
  let current = schema;
  for (let n = 0; n < definitions.size && current["type"] === undefined; n++) {
    const target = definitions.get(definitionNameOf(current["$ref"]) ?? "");
    if (!isSchemaObject(target)) return current;
    current = target;
  }
  return current;
}

/** The names of all definitions that the schema needs, also indirectly. */
export function neededDefinitions(schema: unknown, definitions: Definitions): ReadonlySet<string> {
  const names = new Set<string>();
  const pending = [schema];
  while (pending.length > 0) {
    const next = pending.pop();
    if (!isSchemaObject(next)) continue;
    const name = definitionNameOf(next["$ref"]);
    if (name !== undefined && !names.has(name)) {
      names.add(name);
      pending.push(definitions.get(name));
    }
    pending.push(...subschemasOf(next).map((it) => it.schema));
  }
  return names;
}

/**
 * The number of schemas that validation may apply, each `$ref` counted as a copy of its target. Infinity for
 * references that lead back to themselves.
 */
export function expandedSize(schema: unknown, definitions: Definitions): number {
  const sizes = new Map<string, number>();

  function sizeOf(part: unknown): number {
    if (!isSchemaObject(part)) return 1;
    let size = 1 + sizeOfDefinition(definitionNameOf(part["$ref"]));
    for (const { schema: inner } of subschemasOf(part)) size += sizeOf(inner);
    return size;
  }

  function sizeOfDefinition(name: string | undefined): number {
    if (name === undefined) return 0;
    const known = sizes.get(name);
    if (known !== undefined) return known;
    // Until it is known: a reference back to it is a cycle.
    sizes.set(name, Number.POSITIVE_INFINITY);
    const size = sizeOf(definitions.get(name));
    sizes.set(name, size);
    return size;
  }

  return sizeOf(schema);
}
