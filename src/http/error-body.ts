/**
 * The body of a rejection before GraphQL execution. It has the form of a GraphQL result, because clients read
 * `errors`.
 */
export function errorBody(
  code: string,
  message: string,
  details: Readonly<Record<string, string>> = {},
): { errors: readonly unknown[] } {
  return { errors: [{ message, extensions: { code, ...details } }] };
}
