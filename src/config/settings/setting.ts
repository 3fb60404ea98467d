import * as z from "zod";
import { Secret } from "../../lib/secret.js";
import { formatBytes } from "../schemas/format-bytes.js";

/** One environment variable. */
export interface Setting<T> {
  readonly name: string;
  /** Parses the text of the variable. Its error messages complete the sentence "expected …". */
  readonly schema: z.ZodType<T, string>;
  /** The value if the variable is not set. */
  readonly default: T;
  readonly isRequired: boolean;
  /** A secret is never printed. */
  readonly isSecret: boolean;
  /** Whether the value may also come from the file that `NAME_FILE` names. */
  readonly hasFile: boolean;
  /** Whether the value is JSON. */
  readonly isJson: boolean;
  /** Whether the lower-case name is read too. It takes precedence. */
  readonly hasLowerCase: boolean;
  /** Whether the setting restricts access. An empty value is then a mistake, not the same as no value. */
  readonly restrictsAccess: boolean;
  /** Markdown, for docs/configuration.md. */
  readonly description: string;
  /** The default as the documentation shows it. */
  readonly defaultText: string;
  /** A value for .env.example. */
  readonly example: string;
}

interface Definition {
  readonly name: string;
  readonly description: string;
  readonly defaultText?: string;
  readonly example?: string;
  readonly hasFile?: boolean;
  readonly isJson?: boolean;
  readonly hasLowerCase?: boolean;
  readonly restrictsAccess?: boolean;
}

/** A setting with a default. */
export function setting<T>(
  definition: Definition & { readonly schema: z.ZodType<T, string>; readonly default: NoInfer<T> },
): Setting<T> {
  const { name, default: value } = definition;
  return { ...flags, defaultText: formatValue(name, value), example: String(value), ...definition };
}

/** A setting whose value is undefined if the variable is not set. */
export function optionalSetting<T>(
  definition: Definition & { readonly schema: z.ZodType<T, string> },
): Setting<T | undefined> {
  return { ...flags, ...definition, default: undefined };
}

/** A setting without which the subgraph does not start. */
export function requiredSetting(
  definition: Definition & { readonly schema: z.ZodType<string, string> },
): Setting<string> {
  return { ...flags, defaultText: "required", ...definition, isRequired: true, default: "" };
}

/** An optional secret. `schema` defaults to any text. */
export function secretSetting(definition: Definition): Setting<Secret | undefined>;
export function secretSetting<T>(
  definition: Definition & { readonly schema: z.ZodType<T, string> },
): Setting<T | undefined>;
export function secretSetting(
  definition: Definition & { readonly schema?: z.ZodType<unknown, string> },
): Setting<unknown> {
  return { ...flags, schema: anySecret, ...definition, default: undefined, isSecret: true, hasFile: true };
}

const anySecret = z.string().transform((text) => new Secret(text));

const flags = {
  isRequired: false,
  isSecret: false,
  hasFile: false,
  isJson: false,
  hasLowerCase: false,
  restrictsAccess: false,
  defaultText: "–",
  example: "",
};

function formatValue(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.join(",") || "–";
  if (typeof value === "number" && name.endsWith("_BYTES")) return formatBytes(value);
  return String(value);
}
