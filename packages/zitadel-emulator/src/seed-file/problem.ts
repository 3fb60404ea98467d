/** A problem in a seed file. */
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

/** The value at a path in parsed JSON; undefined if the path does not exist. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return typeof key === "number" ? at[key] : undefined;
    return isRecord(at) && Object.hasOwn(at, key) ? at[String(key)] : undefined;
  }, value);
}
