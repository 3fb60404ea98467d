import * as z from "zod";

/** The kinds of values that variables have. Every message completes the sentence "expected …". */

export function integer(min: number, max: number): z.ZodType<number, string> {
  const error = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error));
}

export function oneOf<const T extends string>(values: readonly [T, ...T[]]): z.ZodType<T, string> {
  return z.enum(values, { error: `one of ${values.join(", ")}` });
}

/** A comma list of some of these values, none twice. */
export function listOf<const T extends string>(values: readonly [T, ...T[]]): z.ZodType<T[], string> {
  const error = `a comma list of ${values.join(", ")}, none twice`;
  return commaList(error).pipe(z.array(z.enum(values, { error })));
}

/** A comma list of anything, none twice. */
export function commaList(error = "a comma list, none twice"): z.ZodType<string[], string> {
  return z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine((parts) => parts.every((part) => part !== "") && new Set(parts).size === parts.length, { error });
}

export const boolean: z.ZodType<boolean, string> = oneOf(["true", "false"]).transform(
  (text) => text === "true",
);

/** Any JSON. */
export const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("JSON");
    return z.NEVER;
  }
});

/** An origin: scheme, host and port without path, query or final slash. Plain http only where `mayBePlain` says so. */
export function origin(mayBePlain: (url: URL) => boolean, error: string): z.ZodType<string, string> {
  return z.string().refine(
    (text) => {
      if (!URL.canParse(text)) return false;
      const url = new URL(text);
      return (
        url.origin === text && (url.protocol === "https:" || (url.protocol === "http:" && mayBePlain(url)))
      );
    },
    { error },
  );
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

export function isLoopback({ hostname }: URL): boolean {
  return loopback.has(hostname) || hostname.endsWith(".localhost");
}
