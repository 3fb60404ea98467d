/** What is refused before GraphQL began is told in GraphQL's form, too: clients look for `errors`. */
export function errorBody(
  code: string,
  message: string,
  details: Readonly<Record<string, string>> = {},
): { errors: readonly unknown[] } {
  return { errors: [{ message, extensions: { code, ...details } }] };
}
