import type { GraphQLFieldResolver } from "graphql";
import type { VisibleEntries } from "../../access/guarded-source.js";
import { requireValue } from "../../typed-keys/read-value.js";
import type { TypedKey } from "../../typed-keys/typed-key.js";

/** The entries of a user, from which the fields read the values of typed keys. */
export interface Attributes extends Pick<VisibleEntries, "mayRead"> {
  readonly bytesByKey: ReadonlyMap<string, Buffer>;
}

export function toAttributes({ entries, mayRead }: VisibleEntries): Attributes {
  return { mayRead, bytesByKey: new Map(entries.map(({ key, bytes }) => [key, bytes])) };
}

/** The value of a typed key, its default, or null. Throws STORED_VALUE_INVALID. */
export function attributeOf(typedKey: TypedKey, { bytesByKey, mayRead }: Attributes): unknown {
  const bytes = bytesByKey.get(typedKey.key);
  if (bytes !== undefined) return requireValue(typedKey, bytes);
  return mayRead(typedKey.key) ? typedKey.default : null;
}

/** The resolvers of the type that has a field for each typed key. */
export function createAttributeFields(
  typedKeys: readonly TypedKey[],
): Readonly<Record<string, GraphQLFieldResolver<Attributes, unknown>>> {
  return Object.fromEntries(
    typedKeys.map((typedKey) => [typedKey.field, (attributes) => attributeOf(typedKey, attributes)]),
  );
}
