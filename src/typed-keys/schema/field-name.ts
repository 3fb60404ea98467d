/** A name that GraphQL accepts and does not reserve. */
export const graphqlName = /^(?!__)[_A-Za-z][_0-9A-Za-z]*$/;

/**
 * A key in camel case: `billing.seats` → `billingSeats`. Undefined if the key has characters that are neither
 * separators nor part of a GraphQL name, or starts with a digit.
 */
export function toFieldName(key: string): string | undefined {
  if (/[^\u0020-\u007e]/.test(key)) return undefined;
  const words = key.match(/[0-9A-Za-z]+/g) ?? [];
  const name = words
    .map((word) => (/[a-z]/.test(word) ? word : word.toLowerCase()))
    .map((word, n) => (n === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join("");
  return graphqlName.test(name) ? name : undefined;
}

/** The name of the enum type of a field. */
export function enumTypeName(field: string): string {
  return `UserMetadata${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}
