/** Something in a world file that is not as it should be. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly expected: string;
  readonly found: unknown;
}

export function describeProblem({ path, expected, found }: Problem): string {
  return `  ${path.map(String).join(".") || "the file"}: expected ${expected}, found ${describe(found)}`;
}

function describe(found: unknown): string {
  if (found === undefined) return "nothing";
  const text = JSON.stringify(found);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a path in parsed JSON. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return typeof key === "number" ? at[key] : undefined;
    return isRecord(at) && Object.hasOwn(at, key) ? at[String(key)] : undefined;
  }, value);
}
