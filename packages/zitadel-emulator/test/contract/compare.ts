import { fill, type Names } from "./names.js";
import { matchesText } from "./match-text.js";

const unordered = new Set(["aud", "amr", "metadata", "result", "events"]);

/** How an answer differs from the recorded one; nothing, if it does not. */
export function compare(expected: unknown, actual: unknown, names: Names, path: string): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${path}: a list expected, ${show(actual)} there`];
    return compareLists(expected, actual, names, path);
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [`${path}: an object expected, ${show(actual)} there`];
    return compareObjects(expected, actual, names, path);
  }
  if (typeof expected !== "string")
    return Object.is(expected, actual) ? [] : [differs(expected, actual, path)];
  const isSame = path.endsWith(".scope")
    ? inOrder(fill(expected, names)) === inOrder(String(actual))
    : matchesText(expected, actual, names);
  return isSame ? [] : [differs(expected, actual, path)];
}

function compareObjects(
  expected: Record<string, unknown>,
  actual: Record<string, unknown>,
  names: Names,
  path: string,
): string[] {
  const wanted = new Map(Object.entries(expected).map(([key, value]) => [fill(key, names), value]));
  const missing = [...wanted.keys()].filter((key) => !Object.hasOwn(actual, key));
  const more = Object.keys(actual).filter((key) => !wanted.has(key));
  return [
    ...missing.map((key) => `${path}.${key}: missing`),
    ...more.map((key) => `${path}.${key}: not expected, ${show(actual[key])} there`),
    ...[...wanted].flatMap(([key, value]) =>
      missing.includes(key) ? [] : compare(value, actual[key], names, `${path}.${key}`),
    ),
  ];
}

function compareLists(expected: unknown[], actual: unknown[], names: Names, path: string): string[] {
  const name = path.slice(path.lastIndexOf(".") + 1);
  // How many keys are published, and of which kinds, is each server's own affair; one like the first is not.
  if (name === "keys")
    return actual.some((key) => same(expected[0], key, names)) ? [] : [`${path}: no such key`];
  if (expected.length !== actual.length) {
    return [`${path}: ${expected.length} expected, ${actual.length} there: ${show(actual)}`];
  }
  const left = actual.map((row, n) => ({ row, moment: unordered.has(name) ? momentOf(row) : String(n) }));
  return expected.flatMap((row, n) => {
    const moment = unordered.has(name) ? momentOf(actual[n]) : String(n);
    const at = left.findIndex((it) => it.moment === moment && same(row, it.row, names));
    if (at < 0) return compare(row, actual[n], names, `${path}.${n}`);
    return compare(row, left.splice(at, 1)[0]?.row, names, `${path}.${n}`);
  });
}

/** Rows may change places only with rows of their own moment; what has none may stand anywhere. */
function momentOf(row: unknown): string {
  if (!isObject(row)) return "";
  return typeof row["creationDate"] === "string" ? row["creationDate"] : momentOf(row["details"]);
}

function same(expected: unknown, actual: unknown, names: Names): boolean {
  return compare(expected, actual, { ...names, locals: new Map(names.locals) }, "").length === 0;
}

function inOrder(words: string): string {
  return words.split(" ").sort().join(" ");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function differs(expected: unknown, actual: unknown, path: string): string {
  return `${path}: ${show(expected)} expected, ${show(actual)} there`;
}

function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
