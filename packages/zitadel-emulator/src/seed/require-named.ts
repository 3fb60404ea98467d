/** The value with this name. Throws an error that lists the known names. */
export function requireNamed<T>(kind: string, all: ReadonlyMap<string, T>, name: string): T {
  const value = all.get(name);
  if (value !== undefined) return value;
  throw new Error(`Unknown ${kind} "${name}". Known: ${[...all.keys()].join(", ") || "none"}`);
}
