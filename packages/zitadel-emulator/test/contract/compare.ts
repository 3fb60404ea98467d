import { fill, type Placeholders } from "./placeholders.js";
import { matchesText } from "./match-text.js";

const unordered = new Set(["aud", "amr", "metadata", "result", "events"]);

/** How an answer differs from the recorded one; nothing, if it does not. */
export function compare(expected: unknown, actual: unknown, names: Placeholders, path: string): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${path}: a list expected, ${show(actual)} there`];
    return compareLists(expected, actual, names, path);
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [`${path}: an object expected, ${show(actual)} there`];
    return compareObjects(expected, actual, names, path);
  }
  if (typeof expected !== "string")
    return Object.is(expected, actual) ? [] : [difference(expected, actual, path)];
  const isSame = path.endsWith(".scope")
    ? sortWords(fill(expected, names)) === sortWords(String(actual))
    : matchesText(expected, actual, names);
  return isSame ? [] : [difference(expected, actual, path)];
}

function compareObjects(
  expected: Record<string, unknown>,
  actual: Record<string, unknown>,
  names: Placeholders,
  path: string,
): string[] {
  const expectedByKey = new Map(Object.entries(expected).map(([key, value]) => [fill(key, names), value]));
  const missing = [...expectedByKey.keys()].filter((key) => !Object.hasOwn(actual, key));
  const extra = Object.keys(actual).filter((key) => !expectedByKey.has(key));
  return [
    ...missing.map((key) => `${path}.${key}: missing`),
    ...extra.map((key) => `${path}.${key}: not expected, ${show(actual[key])} there`),
    ...[...expectedByKey].flatMap(([key, value]) =>
      missing.includes(key) ? [] : compare(value, actual[key], names, `${path}.${key}`),
    ),
  ];
}

function compareLists(expected: unknown[], actual: unknown[], names: Placeholders, path: string): string[] {
  const name = path.slice(path.lastIndexOf(".") + 1);
  // How many keys are published, and of which kinds, is each server's own affair; one like the first is not.
  if (name === "keys")
    return actual.some((key) => same(expected[0], key, names)) ? [] : [`${path}: no such key`];
  if (expected.length !== actual.length) {
    return [`${path}: ${expected.length} expected, ${actual.length} there: ${show(actual)}`];
  }
  const unmatched = actual.map((row, n) => ({
    row,
    creationDate: unordered.has(name) ? creationDateOf(row) : String(n),
  }));
  return expected.flatMap((row, n) => {
    const creationDate = unordered.has(name) ? creationDateOf(actual[n]) : String(n);
    const at = unmatched.findIndex((it) => it.creationDate === creationDate && same(row, it.row, names));
    if (at < 0) return compare(row, actual[n], names, `${path}.${n}`);
    return compare(row, unmatched.splice(at, 1)[0]?.row, names, `${path}.${n}`);
  });
}

/** Rows may change places only with rows of their own moment; what has none may stand anywhere. */
function creationDateOf(row: unknown): string {
  if (!isObject(row)) return "";
  return typeof row["creationDate"] === "string" ? row["creationDate"] : creationDateOf(row["details"]);
}

function same(expected: unknown, actual: unknown, names: Placeholders): boolean {
  return compare(expected, actual, { ...names, locals: new Map(names.locals) }, "").length === 0;
}

function sortWords(words: string): string {
  return words.split(" ").sort().join(" ");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function difference(expected: unknown, actual: unknown, path: string): string {
  return `${path}: ${show(expected)} expected, ${show(actual)} there`;
}

function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
