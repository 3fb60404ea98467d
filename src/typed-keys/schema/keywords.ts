/** A JSON object with its own properties only. */
export type SchemaObject = Readonly<Record<string, unknown>>;

export function isSchemaObject(value: unknown): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keywords that contain schemas, and how. */
const applicators: Readonly<Record<string, "one" | "list" | "map">> = {
  ...{ items: "one", contains: "one", unevaluatedItems: "one", prefixItems: "list" },
  ...{ properties: "map", patternProperties: "map", dependentSchemas: "map" },
  ...{ additionalProperties: "one", propertyNames: "one", unevaluatedProperties: "one" },
  ...{ allOf: "list", anyOf: "list", oneOf: "list", not: "one", if: "one", then: "one", else: "one" },
};

/** The other keywords of a schema. Not among them: those that identify schemas and load them from elsewhere. */
const plainKeywords = new Set([
  ...["type", "enum", "const", "$ref", "format", "$comment"],
  ...["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"],
  ...["minLength", "maxLength", "pattern"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minItems", "maxItems", "uniqueItems", "minContains", "maxContains"],
  ...["minProperties", "maxProperties", "required", "dependentRequired"],
]);

/** Keywords of this subgraph, for the schema of a key itself. */
export const keyKeywords: ReadonlySet<string> = new Set(["x-graphql-name", "x-graphql-type", "x-unique"]);

export function isKnownKeyword(keyword: string): boolean {
  return plainKeywords.has(keyword) || Object.hasOwn(applicators, keyword);
}

export interface Subschema {
  /** The path within the parent schema, such as `properties.city`. */
  readonly place: string;
  readonly schema: unknown;
}

/** The schemas that a schema contains directly. */
export function subschemasOf(schema: SchemaObject): readonly Subschema[] {
  return Object.entries(schema).flatMap(([keyword, value]): readonly Subschema[] => {
    const shape = Object.hasOwn(applicators, keyword) ? applicators[keyword] : undefined;
    if (shape === undefined) return [];
    if (shape === "one") return [{ place: keyword, schema: value }];
    // The compiler reports values of the wrong shape.
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).map(([name, schema]: [string, unknown]) => ({
      place: `${keyword}.${name}`,
      schema,
    }));
  });
}
