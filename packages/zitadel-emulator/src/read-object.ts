/** JSON text or a parsed value → an object; undefined if it is not an object. */
export function readObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === "string") return readObject(parse(value));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return { ...value };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
