/** In the order of ZITADEL's enums of them. */
export const textMethods = [
  { name: "EQUALS", test: (text: string, wanted: string) => text === wanted },
  { name: "STARTS_WITH", test: (text: string, wanted: string) => text.startsWith(wanted) },
  { name: "CONTAINS", test: (text: string, wanted: string) => text.includes(wanted) },
  { name: "ENDS_WITH", test: (text: string, wanted: string) => text.endsWith(wanted) },
].flatMap(({ name, test }) => [
  { name, test },
  {
    name: `${name}_IGNORE_CASE`,
    test: (text: string, wanted: string) => test(text.toLowerCase(), wanted.toLowerCase()),
  },
]);
