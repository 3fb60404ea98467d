import { decodeProtectedHeader } from "jose";
import { fill, type Placeholders } from "./placeholders.js";

const patterns: Record<string, string> = {
  time: String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z`,
  sequence: String.raw`\d+`,
  id: String.raw`\d{18}`,
  n: String.raw`\d+`,
  hash: String.raw`[\w-]+`,
  "key material": String.raw`[\w-]+`,
};

const placeholderPattern = /\{([a-z ]+|[a-z]+\.[a-z0-9-]+)\}/g;

/**
 * Whether a text matches a recorded text with placeholders. Saves the values of unbound `{local.…}`
 * placeholders.
 */
export function matchesText(expected: string, actual: unknown, placeholders: Placeholders): boolean {
  if (expected === "{epoch}") return typeof actual === "number" && Number.isSafeInteger(actual);
  if (typeof actual !== "string") return false;
  const token = /^\{token: (\d) parts, header (\[.*\])\}$/.exec(expected);
  if (token !== null) return isToken(actual, Number(token[1]), token[2] ?? "");
  const long = /^\{(\d+) characters, the first: (.*)\}$/s.exec(expected);
  if (long !== null) return actual.length === Number(long[1]) && actual.startsWith(long[2] ?? "");
  const unbound: string[] = [];
  let pattern = "";
  let end = 0;
  for (const { 0: placeholder, 1: name = "", index } of expected.matchAll(placeholderPattern)) {
    pattern += escape(expected.slice(end, index));
    end = index + placeholder.length;
    const local = name.startsWith("local.") ? name.slice("local.".length) : undefined;
    if (local !== undefined && !placeholders.locals.has(local)) {
      pattern += "(.+)";
      unbound.push(local);
    } else {
      pattern += patterns[name] ?? escape(fill(placeholder, placeholders));
    }
  }
  const match = new RegExp(`^${pattern + escape(expected.slice(end))}$`, "s").exec(actual);
  unbound.forEach((local, n) => placeholders.locals.set(local, match?.[n + 1] ?? ""));
  return match !== null;
}

function isToken(token: string, parts: number, headerNames: string): boolean {
  const names = Object.keys(decodeProtectedHeader(token)).sort();
  return token.split(".").length === parts && JSON.stringify(names) === headerNames;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
