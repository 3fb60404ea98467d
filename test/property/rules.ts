import type { Random } from "./random.js";

/** A rule of METADATA_POLICY. */
export interface PolicyRule {
  readonly keys: readonly string[];
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly search?: readonly string[];
  readonly as: "caller" | "service";
}

export const keys = ["a", "a.b", "a.c", "a.c.d", "b", "b.x", "c", "pref.x", "pref.y", "z"] as const;

const patterns = ["a", "a.*", "a.c*", "b*", "b.x", "c", "pref.*", "pref.x", "z"];

/** Random rules, each of which matches some keys first. Most have a rule for all other keys at the end. */
export function randomRules(random: Random, principals: readonly string[]): PolicyRule[] {
  const chosen = random.some(patterns, 1, 5);
  const reachable = chosen.filter(
    (pattern, n) => !chosen.slice(0, n).some((earlier) => hides(earlier, pattern)),
  );
  const rest = random.chance(0.7) ? ["*"] : [];
  // Searches by several keys find users only if many may read and search them.
  const manyOrFew = (): string[] => (random.chance(0.4) ? ["anyone"] : random.some(principals, 0, 3));
  return [...reachable, ...rest].map((pattern) => ({
    keys: [pattern],
    read: manyOrFew(),
    write: random.some(principals, 0, 3),
    ...(random.chance(0.7) && { search: manyOrFew() }),
    as: random.one(["caller", "service"]),
  }));
}

function hides(earlier: string, later: string): boolean {
  return earlier.endsWith("*") ? later.startsWith(earlier.slice(0, -1)) : earlier === later;
}
