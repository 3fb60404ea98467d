import * as z from "zod/mini";

/** Reads a keyword of JSON Schema. A form that this page does not know counts as absent. */
function keyword<Value>(schema: z.ZodMiniType<Value>): z.ZodMiniType<Value | undefined> {
  return z.catch(z.optional(schema), undefined);
}

const propertySchema = z.object({ type: keyword(z.string()), title: keyword(z.string()) });

/** The keywords of JSON Schema that determine the form field of a value. All others are checked by the server. */
export const valueSchema = z.object({
  type: keyword(z.string()),
  format: keyword(z.string()),
  enum: keyword(z.array(z.string())),
  oneOf: keyword(z.array(z.object({ const: z.string(), title: z.string() }))),
  items: keyword(z.object({ type: z.literal("string") })),
  properties: keyword(z.record(z.string(), propertySchema)),
  default: z.optional(z.unknown()),
});
export type ValueSchema = z.infer<typeof valueSchema>;

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** The values to choose from: an `enum`, or a `oneOf` of constants with titles. */
export function choicesOf(schema: ValueSchema): readonly Option[] | undefined {
  return (
    schema.enum?.map((value) => ({ value, label: value })) ??
    schema.oneOf?.map(({ const: value, title }) => ({ value, label: title }))
  );
}

/** The properties of an object of booleans; undefined for other schemas. */
export function flagsOf({ properties = {} }: ValueSchema): readonly Option[] | undefined {
  const all = Object.entries(properties);
  const isFlags = all.length > 0 && all.every(([, { type }]) => type === "boolean");
  return isFlags ? all.map(([value, { title = value }]) => ({ value, label: title })) : undefined;
}

/** The default as it would be stored. */
export function defaultTextOf({ default: value }: ValueSchema): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
