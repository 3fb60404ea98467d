type Test = (text: string, expected: string) => boolean;

const tests = {
  EQUALS: (text, expected) => text === expected,
  STARTS_WITH: (text, expected) => text.startsWith(expected),
  CONTAINS: (text, expected) => text.includes(expected),
  ENDS_WITH: (text, expected) => text.endsWith(expected),
} satisfies Record<string, Test>;

/** Text comparison methods, in the order of ZITADEL's enums. */
export const textMethods = createMethods(tests);

/** The methods of metadata key filters in ListUsers: ZITADEL confuses CONTAINS with ENDS_WITH there. */
export const swappedTextMethods = createMethods({
  ...tests,
  CONTAINS: tests.ENDS_WITH,
  ENDS_WITH: tests.CONTAINS,
});

function createMethods(testByName: Record<string, Test>): { name: string; test: Test }[] {
  return Object.entries(testByName).flatMap(([name, test]) => [
    { name, test },
    {
      name: `${name}_IGNORE_CASE`,
      test: (text, expected) => test(text.toLowerCase(), expected.toLowerCase()),
    },
  ]);
}
