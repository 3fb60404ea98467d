import * as z from "zod";
import { formatBytes } from "./format-bytes.js";
import { formatInteger } from "./format-integer.js";

/** Schemas of variable values. Every error message completes the sentence "expected …". */

export function integer(min: number, max: number): z.ZodType<number, string> {
  const error = `an integer from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error))
    .describe(`${formatInteger(min)} to ${formatInteger(max)}`);
}

/** An integer that the documentation shows in KiB, MiB or GiB. */
export function bytes(min: number, max: number): z.ZodType<number, string> {
  return integer(min, max).describe(`${formatBytes(min)} to ${formatBytes(max)}`);
}

export function oneOf<const T extends string>(values: readonly [T, ...T[]]): z.ZodType<T, string> {
  return z.enum(values, { error: `one of ${values.join(", ")}` });
}

/** A comma-separated list of these values, without duplicates. */
export function listOf<const T extends string>(values: readonly [T, ...T[]]): z.ZodType<T[], string> {
  const error = `a comma-separated list of ${values.join(", ")}, without duplicates`;
  return commaList(error).pipe(z.array(z.enum(values, { error })));
}

/** A comma-separated list of any non-empty values, without duplicates. */
export function commaList(error = "a comma-separated list without duplicates"): z.ZodType<string[], string> {
  return z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine((parts) => parts.every((part) => part !== "") && new Set(parts).size === parts.length, { error });
}

export const boolean: z.ZodType<boolean, string> = oneOf(["true", "false"]).transform(
  (text) => text === "true",
);

/** Any JSON value. */
export const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("JSON");
    return z.NEVER;
  }
});

/** An HTTP origin: scheme, host and port without path, query or trailing slash. */
export function origin(error: string): z.ZodType<string, string> {
  return z
    .string({ error })
    .refine((text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text, {
      error,
    });
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

export function isLoopback({ hostname }: URL): boolean {
  return loopback.has(hostname) || hostname.endsWith(".localhost");
}
