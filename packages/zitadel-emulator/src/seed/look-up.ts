export function requireNamed<T>(kind: string, all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (found !== undefined) return found;
  throw new Error(`There is no ${kind} "${name}" in this world, but ${[...all.keys()].join(", ")}`);
}
