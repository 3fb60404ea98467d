import { fill, type Placeholders } from "./placeholders.js";
import { matchesText } from "./match-text.js";

const unordered = new Set(["aud", "amr", "metadata", "result", "events"]);

/** The differences between a response and the recorded one; empty if they agree. */
export function compare(
  expected: unknown,
  actual: unknown,
  placeholders: Placeholders,
  path: string,
): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${path}: expected a list, received ${show(actual)}`];
    return compareLists(expected, actual, placeholders, path);
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [`${path}: expected an object, received ${show(actual)}`];
    return compareObjects(expected, actual, placeholders, path);
  }
  if (typeof expected !== "string")
    return Object.is(expected, actual) ? [] : [difference(expected, actual, path)];
  const isSame = path.endsWith(".scope")
    ? sortWords(fill(expected, placeholders)) === sortWords(String(actual))
    : matchesText(expected, actual, placeholders);
  return isSame ? [] : [difference(expected, actual, path)];
}

function compareObjects(
  expected: Record<string, unknown>,
  actual: Record<string, unknown>,
  placeholders: Placeholders,
  path: string,
): string[] {
  const expectedByKey = new Map(
    Object.entries(expected).map(([key, value]) => [fill(key, placeholders), value]),
  );
  const missing = [...expectedByKey.keys()].filter((key) => !Object.hasOwn(actual, key));
  const extra = Object.keys(actual).filter((key) => !expectedByKey.has(key));
  return [
    ...missing.map((key) => `${path}.${key}: missing`),
    ...extra.map((key) => `${path}.${key}: unexpected ${show(actual[key])}`),
    ...[...expectedByKey].flatMap(([key, value]) =>
      missing.includes(key) ? [] : compare(value, actual[key], placeholders, `${path}.${key}`),
    ),
  ];
}

function compareLists(
  expected: unknown[],
  actual: unknown[],
  placeholders: Placeholders,
  path: string,
): string[] {
  const name = path.slice(path.lastIndexOf(".") + 1);
  // Servers publish different numbers and kinds of keys. One of them must be like the first recorded key.
  if (name === "keys")
    return actual.some((key) => same(expected[0], key, placeholders))
      ? []
      : [`${path}: expected a key like the recorded one`];
  if (expected.length !== actual.length) {
    return [`${path}: expected ${expected.length} elements, received ${actual.length}: ${show(actual)}`];
  }
  const unmatched = actual.map((row, n) => ({
    row,
    creationDate: unordered.has(name) ? creationDateOf(row) : String(n),
  }));
  return expected.flatMap((row, n) => {
    const creationDate = unordered.has(name) ? creationDateOf(actual[n]) : String(n);
    const at = unmatched.findIndex(
      (it) => it.creationDate === creationDate && same(row, it.row, placeholders),
    );
    if (at < 0) return compare(row, actual[n], placeholders, `${path}.${n}`);
    return compare(row, unmatched.splice(at, 1)[0]?.row, placeholders, `${path}.${n}`);
  });
}

/** Rows with the same creation date can be in any order; so can rows without a date. */
function creationDateOf(row: unknown): string {
  if (!isObject(row)) return "";
  return typeof row["creationDate"] === "string" ? row["creationDate"] : creationDateOf(row["details"]);
}

function same(expected: unknown, actual: unknown, placeholders: Placeholders): boolean {
  return (
    compare(expected, actual, { ...placeholders, locals: new Map(placeholders.locals) }, "").length === 0
  );
}

function sortWords(words: string): string {
  return words.split(" ").sort().join(" ");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function difference(expected: unknown, actual: unknown, path: string): string {
  return `${path}: expected ${show(expected)}, received ${show(actual)}`;
}

function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
