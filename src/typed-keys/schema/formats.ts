import { fullFormats } from "ajv-formats/dist/formats.js";

/** Maximum length of a text with a format: the patterns of formats backtrack. */
const maxLength = 2048;

/** `date-time`, `email`, `uri` … of the JSON Schema vocabulary. */
const names = [
  ...["date", "time", "date-time", "duration"],
  ...["email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "uuid", "json-pointer"],
] as const;

/** The supported formats, and whether a text has them. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = Object.fromEntries(
  names.map((name) => [name, (text: string) => text.length <= maxLength && hasFormat(name, text)]),
);

function hasFormat(name: (typeof names)[number], text: string): boolean {
  const format: unknown = fullFormats[name];
  const validate = isDefinition(format) ? format.validate : format;
  if (validate instanceof RegExp) return validate.test(text);
  if (typeof validate !== "function") throw new TypeError(`ajv-formats has no validation of ${name}`);
  return Boolean(Reflect.apply(validate, undefined, [text]));
}

function isDefinition(format: unknown): format is { readonly validate: unknown } {
  return typeof format === "object" && format !== null && "validate" in format;
}
