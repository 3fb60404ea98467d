// In the order of the enum TextFilterMethod.
export const filterMethods = [
  "TEXT_FILTER_METHOD_EQUALS",
  "TEXT_FILTER_METHOD_EQUALS_IGNORE_CASE",
  "TEXT_FILTER_METHOD_STARTS_WITH",
  "TEXT_FILTER_METHOD_STARTS_WITH_IGNORE_CASE",
  "TEXT_FILTER_METHOD_CONTAINS",
  "TEXT_FILTER_METHOD_CONTAINS_IGNORE_CASE",
  "TEXT_FILTER_METHOD_ENDS_WITH",
  "TEXT_FILTER_METHOD_ENDS_WITH_IGNORE_CASE",
] as const;

const tests = [
  (text: string, wanted: string) => text === wanted,
  (text: string, wanted: string) => text.startsWith(wanted),
  (text: string, wanted: string) => text.includes(wanted),
  (text: string, wanted: string) => text.endsWith(wanted),
];

/** Every second method ignores case. */
export function matchesText(
  text: string,
  { text: wanted, method }: { text: string; method: number },
): boolean {
  const test = tests[Math.floor(method / 2)];
  if (test === undefined) return false;
  return method % 2 === 0 ? test(text, wanted) : test(text.toLowerCase(), wanted.toLowerCase());
}
