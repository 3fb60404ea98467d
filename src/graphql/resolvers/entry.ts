import type { GraphQLResolveInfo } from "graphql";
import { base64Of, entryIdOf, jsonOf, type MetadataEntry, textOf } from "../../metadata/entry.js";
import { digestOf } from "../../metadata/update/digest.js";
import type { Loaders } from "../context/loaders.js";
import type { UserMetadataEntryResolvers } from "../generated/types.js";

/** An entry as resolvers pass it on. `mayWrite` is set if the operation selects it. */
export interface EntryModel extends MetadataEntry {
  readonly mayWrite?: boolean;
}

export const UserMetadataEntry: UserMetadataEntryResolvers = {
  id: ({ userId, key }) => entryIdOf(userId, key),
  value: textOf,
  valueBase64: base64Of,
  valueJson: jsonOf,
  sizeInBytes: ({ bytes }) => bytes.length,
  digest: ({ key, bytes }) => digestOf(key, bytes),
  mayWrite({ mayWrite }) {
    if (mayWrite === undefined) throw new TypeError("mayWrite is selected, but was not read");
    return mayWrite;
  },
};

/** Adds the rights of the caller to the entries of a user, if the operation selects them. */
export async function withRights(
  entries: readonly MetadataEntry[],
  userId: string,
  loaders: Loaders,
  info: GraphQLResolveInfo,
): Promise<readonly EntryModel[]> {
  const mayWrite = await loaders.mayWrite(userId, info);
  return mayWrite === undefined
    ? entries
    : entries.map((entry) => ({ ...entry, mayWrite: mayWrite(entry.key) }));
}
