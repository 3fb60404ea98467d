import type { KeyRights } from "../../access/key-rights.js";
import type { TypedKey } from "../../typed-keys/typed-key.js";
import type { UserMetadataDefinitionResolvers } from "../generated/types.js";

/** A typed key as the caller may use it for one user. */
export interface Definition {
  readonly userId: string;
  readonly key: string;
  readonly field: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly schema: unknown;
  readonly isRequired: boolean;
  readonly mayWrite: boolean;
  readonly maxBytes: number;
}

/** The typed keys that the caller may read or write. */
export function toDefinitions(
  typedKeys: readonly TypedKey[],
  userId: string,
  { mayRead, mayWrite, maxBytes }: KeyRights,
): readonly Definition[] {
  return typedKeys.flatMap(({ key, field, title = null, description = null, schema, isRequired }) => {
    const isWritable = mayWrite(key);
    if (!isWritable && !mayRead(key)) return [];
    return [
      {
        ...{ userId, key, field, title, description, schema, isRequired },
        mayWrite: isWritable,
        maxBytes: maxBytes(key),
      },
    ];
  });
}

export const UserMetadataDefinition: UserMetadataDefinitionResolvers = {
  async isSet({ userId, key }, _, { loaders }, info) {
    const { entries, mayRead } = await loaders.metadata(info).load(userId);
    return mayRead(key) ? entries.some((entry) => entry.key === key) : null;
  },
};
