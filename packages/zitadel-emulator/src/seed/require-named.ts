export function requireNamed<T>(kind: string, all: ReadonlyMap<string, T>, name: string): T {
  const value = all.get(name);
  if (value !== undefined) return value;
  throw new Error(`There is no ${kind} "${name}" in this world, but ${[...all.keys()].join(", ")}`);
}
