import type { TypedKey } from "../../typed-keys/typed-key.js";
import type { UserMetadataUserError } from "../generated/types.js";
import type { MutationResolvers } from "../generated/types.js";
import { attemptWrite } from "../resolvers/attempt-write.js";
import { parseAttributes } from "./parse-attributes.js";

/** The mutation that writes typed keys by field. */
export function createSetAttributes(
  typedKeys: readonly TypedKey[],
): NonNullable<MutationResolvers["setUserMetadataAttributes"]> {
  const byField = new Map(typedKeys.map((typedKey) => [typedKey.field, typedKey]));
  const byKey = new Map(typedKeys.map((typedKey) => [typedKey.key, typedKey]));

  /** Replaces the path into lists of entries or keys by one into `attributes`. */
  function toAttributePath(error: UserMetadataUserError): UserMetadataUserError {
    const { field, key } = error;
    const typedKey = key === null || key === undefined ? undefined : byKey.get(key);
    if (typedKey === undefined || field?.[0] === "attributes") return error;
    const valuePath = field?.[0] === "entries" ? field.slice(3) : [];
    return { ...error, field: ["attributes", typedKey.field, ...valuePath] };
  }

  return async (_, { input: { userId, attributes } }, context) => {
    const fields: Readonly<Record<string, unknown>> = attributes;
    const keys = Object.keys(fields).flatMap((field) => byField.get(field)?.key ?? []);
    const { userErrors } = await attemptWrite(
      context,
      { action: Object.values(fields).every((value) => value === null) ? "delete" : "set", userId, keys },
      {
        parse: () => parseAttributes(fields, byField, context.maxEntries),
        write: async ({ entries, keysToDelete }, ...rest) => {
          const { source } = context;
          const result =
            entries.length === 0
              ? await source.remove(userId, keysToDelete, ...rest)
              : await source.set(userId, entries, ...rest);
          return result.kind === "success" ? { kind: result.kind, visible: [] } : result;
        },
      },
    );
    return {
      user: userErrors.length > 0 ? null : { id: userId },
      userErrors: userErrors.map(toAttributePath),
    };
  };
}
