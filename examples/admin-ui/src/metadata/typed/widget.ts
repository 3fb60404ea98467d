/** The form field for a typed key. Each widget edits the stored text: plain for texts, JSON for all others. */
export type Widget =
  | { readonly kind: "text" | "dateTime" | "switch" | "json" }
  | { readonly kind: "choice"; readonly options: readonly Option[] }
  | { readonly kind: "number"; readonly isInteger: boolean; readonly min?: number; readonly max?: number }
  | { readonly kind: "tags"; readonly suggestions: readonly string[]; readonly allowsDuplicates: boolean };

export interface Option {
  readonly value: string;
  readonly label: string;
}

type SchemaObject = Readonly<Record<string, unknown>>;

/** Chooses the widget for the JSON Schema of a definition. */
export function widgetOf(schema: unknown): Widget {
  const root = toObject(schema);
  const resolved = resolve(root, root);
  const options = optionsOf(resolved);
  switch (resolved.type ?? (options.length > 0 ? "string" : undefined)) {
    case "string":
      if (options.length > 0) return { kind: "choice", options };
      return { kind: resolved.format === "date-time" ? "dateTime" : "text" };
    case "boolean":
      return { kind: "switch" };
    case "integer":
    case "number": {
      const { type, minimum: min, maximum: max } = resolved;
      return {
        kind: "number",
        isInteger: type === "integer",
        ...(typeof min === "number" && { min }),
        ...(typeof max === "number" && { max }),
      };
    }
    case "array": {
      const items = resolve(toObject(resolved.items), root);
      const itemOptions = optionsOf(items);
      if (items.type !== "string" && itemOptions.length === 0) return { kind: "json" };
      return {
        kind: "tags",
        suggestions: itemOptions.map(({ value }) => value),
        allowsDuplicates: resolved.uniqueItems !== true,
      };
    }
    case undefined:
    default:
      return { kind: "json" };
  }
}

/** The text that the form of a key without an entry starts with. */
export function initialTextOf(schema: unknown): string {
  const resolved = toObject(schema);
  const { default: value } = resolved;
  if (value !== undefined) return typeof value === "string" ? value : JSON.stringify(value);
  if (widgetOf(schema).kind === "switch") return "false";
  return resolved.type === "object" ? "{}" : "";
}

/** Whether the widget can display the text. Stored values can differ from the schema. */
export function canDisplay(widget: Widget, text: string): boolean {
  if (text === "") return true;
  switch (widget.kind) {
    case "text":
    case "json":
      return true;
    case "choice":
      return widget.options.some(({ value }) => value === text);
    case "dateTime":
      return !Number.isNaN(Date.parse(text));
    case "switch":
      return text === "true" || text === "false";
    case "number":
      return typeof parseJson(text) === "number";
    case "tags":
      return parseTags(text) !== undefined;
  }
}

/** The items of a JSON array of texts; undefined for any other text. */
export function parseTags(text: string): readonly string[] | undefined {
  const value = parseJson(text);
  if (!Array.isArray(value)) return undefined;
  const tags = value.filter((item) => typeof item === "string");
  return tags.length === value.length ? tags : undefined;
}

/** Choices are an `enum` of texts, or a `oneOf` of constants with titles. */
function optionsOf({ enum: values, oneOf }: SchemaObject): readonly Option[] {
  const titled = Array.isArray(oneOf)
    ? oneOf.map(toObject).map(({ const: value, title }) => ({ value, label: title ?? value }))
    : [];
  const all = Array.isArray(values) ? values.map((value: unknown) => ({ value, label: value })) : titled;
  const options = all.filter(isOption);
  return options.length === all.length ? options : [];
}

function isOption(option: { value: unknown; label: unknown }): option is Option {
  return typeof option.value === "string" && typeof option.label === "string";
}

/** Follows a `$ref`, which always names a definition of the same schema and is never recursive. */
function resolve(schema: SchemaObject, root: SchemaObject): SchemaObject {
  const { $ref: ref, ...own } = schema;
  if (typeof ref !== "string") return schema;
  const definition = toObject(toObject(root.$defs)[ref.replace("#/$defs/", "")]);
  return { ...resolve(definition, root), ...own };
}

function toObject(value: unknown): SchemaObject {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
