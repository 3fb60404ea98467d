/** Text comparison methods, in the order of ZITADEL's enums. */
export const textMethods = [
  { name: "EQUALS", test: (text: string, expected: string) => text === expected },
  { name: "STARTS_WITH", test: (text: string, expected: string) => text.startsWith(expected) },
  { name: "CONTAINS", test: (text: string, expected: string) => text.includes(expected) },
  { name: "ENDS_WITH", test: (text: string, expected: string) => text.endsWith(expected) },
].flatMap(({ name, test }) => [
  { name, test },
  {
    name: `${name}_IGNORE_CASE`,
    test: (text: string, expected: string) => test(text.toLowerCase(), expected.toLowerCase()),
  },
]);
